"""Two records of one person: what keeps them apart, in what they differ, and how both stood before (ADR 0016)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.core import serializers
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citizens.access import valid_cells, valid_consent
from citizens.enums import ConsentKind, Level, Stage
from citizens.models import (
    CareTeamMember,
    Citizen,
    Consent,
    ConsentScope,
    Referral,
    Relative,
    Screening,
    ScreeningAnswer,
    Stay,
    ToDo,
)
from core.dates import today

# What is chosen together: (name, label, fields).
GROUPS: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("name", gettext_lazy("Name"), ("given_name", "family_name")),
    ("number", gettext_lazy("CPR number and date of birth"), ("cpr", "born_on")),
    ("address", gettext_lazy("Address"), ("address", "postal_code", "town")),
    ("municipality", gettext_lazy("Municipality"), ("municipality",)),
    ("phone", gettext_lazy("Phone"), ("phone",)),
    ("email", gettext_lazy("E-mail"), ("email",)),
    ("language", gettext_lazy("Language"), ("language", "interpreter")),
    ("doctor", gettext_lazy("General practitioner"), ("doctor", "doctor_phone", "doctor_note")),
    ("housing", gettext_lazy("Housing"), ("housing", "housing_note")),
    ("income", gettext_lazy("Income basis"), ("income", "income_note")),
    ("children", gettext_lazy("Children under 18 in the home"), ("children_at_home",)),
    ("intensity", gettext_lazy("Intensity of contact"), ("intensity",)),
)
FIELDS = {name: fields for name, _label, fields in GROUPS}
_HIDDEN = frozenset({"address", "phone"})  # where name and address are protected
_FURTHER = {Stage.INCLUDED: 3, Stage.REFERRED: 2, Stage.LEFT: 1, Stage.EXCLUDED: 0}
_REACH = {Level.READ: 1, Level.COMMENT: 2}


@dataclass(frozen=True)
class Difference:
    """A group of master data in which two records differ, as a reader without the CPR number may see it."""

    name: str
    label: str
    kept: str
    merged: str

    @property
    def default(self) -> str:
        """The kept record's, unless it says nothing."""
        return "kept" if self.kept or not self.merged else "merged"


def differences(kept: Citizen, merged: Citizen) -> list[Difference]:
    """The groups in which the two differ. No query."""
    return [
        Difference(name, str(label), _shown(kept, name), _shown(merged, name))
        for name, label, fields in GROUPS
        if any(getattr(kept, field) != getattr(merged, field) for field in fields)
    ]


def _shown(citizen: Citizen, name: str) -> str:
    if name == "number":
        born = date_format(citizen.born_on, "DATE_FORMAT") if citizen.born_on else ""
        return ", ".join(word for word in (citizen.masked_cpr, born) if word)
    values = [getattr(citizen, field) for field in FIELDS[name]]
    if name in _HIDDEN and citizen.protected and any(values):
        return _("protected")
    if name == "name":
        return citizen.name
    return ", ".join(_word(citizen, field) for field in FIELDS[name] if _word(citizen, field))


def _word(citizen: Citizen, name: str) -> str:
    value, field = getattr(citizen, name), citizen._meta.get_field(name)
    if name == "interpreter":
        return _("needs an interpreter") if value else ""
    if getattr(field, "choices", None):
        return str(getattr(citizen, f"get_{name}_display")()) if value else ""
    return "" if value is None else str(value)


def obstacle_to_merging(kept: Citizen, merged: Citizen) -> str | None:
    """Why `merged` cannot be merged into `kept`, in words; None when nothing of citizens' own stands in the way."""
    if kept.pk == merged.pk:
        return _("That is the same record. Choose the other one.")
    for row in (kept, merged):
        if row.merged_into_id is not None:
            return _("Case %(number)d has been merged into another already.") % {"number": row.case_number}
        if row.voided:
            return _("Case %(number)d was entered by mistake; it does not have to be merged.") % {
                "number": row.case_number
            }
    if kept.programme_id != merged.programme_id:
        return _("The records belong to different programmes, and the citizen has said yes to each on its own.")
    for row in (kept, merged):
        if not standing(row, ConsentKind.PARTICIPATION):
            return _(
                "In case %(number)d no consent to participate is valid: nobody else is to read what is written there."
            ) % {"number": row.case_number}
    if _FURTHER[Stage(merged.stage)] > _FURTHER[Stage(kept.stage)]:
        return _("Case %(number)d is the one that is under way: keep that one, and merge the other into it.") % {
            "number": merged.case_number
        }
    return None


def standing(citizen: Citizen, kind: str) -> bool:
    """Whether a consent of this kind is valid today."""
    return Consent.objects.filter(valid_consent(today()), citizen=citizen, kind=kind).exists()


def open_cells(citizen: Citizen) -> list[ConsentScope]:
    """The cells that open something today, with consent and organisation."""
    rows = valid_cells(today()).filter(consent__citizen=citizen).select_related("consent", "organisation")
    return list(rows.order_by("organisation__name", "part", "id"))


def newly_opening(kept: list[ConsentScope], merged: list[ConsentScope]) -> list[ConsentScope]:
    """The cells of `merged` that would open something `kept` does not open: they end with a merging (ADR 0016)."""
    reach: dict[tuple[Any, str], int] = {}
    for cell in kept:
        key = (cell.organisation_id, cell.part)
        reach[key] = max(reach.get(key, 0), _REACH[Level(cell.level)])
    return [cell for cell in merged if reach.get((cell.organisation_id, cell.part), 0) < _REACH[Level(cell.level)]]


def snapshot(*citizens: Citizen) -> str:
    """Every row a merging can touch, as it stands, as the JSON of Django's serializers. Ten queries.

    Of a to-do only whose and about whom: its words are its owner's alone (ADR 0013).
    """
    keys = [row.pk for row in citizens]
    rows: list[Any] = list(Citizen.objects.filter(pk__in=keys).order_by("pk"))
    for model in (Referral, Screening, Consent, CareTeamMember, Relative, Stay):
        rows += list(model.objects.filter(citizen__in=keys).order_by("created_at", "id"))
    rows += list(ScreeningAnswer.objects.filter(screening__citizen__in=keys).order_by("created_at", "id"))
    rows += list(ConsentScope.objects.filter(consent__citizen__in=keys).order_by("created_at", "id"))
    whole = json.loads(serializers.serialize("json", rows))
    todos = ToDo.objects.filter(citizen__in=keys).order_by("created_at", "id")
    return json.dumps(whole + json.loads(serializers.serialize("json", todos, fields=["owner", "citizen", "revision"])))
