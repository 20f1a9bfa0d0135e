"""What stood in a column, as a person reads it."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django.db import models
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from accounts.models import Organisation
from citizens.access import Case
from citizens.enums import TRACKS, Part
from citizens.models import CareTeamMember, Relative
from citizens.queries.head import track_label
from core.fields import unseal
from overview.queries.timeline.registry import Shape, Shown, Source
from tracks.models import Intervention, Track
from tracks.queries.tracks import shown_responsible


def label_of(source: Source, shown: Shown) -> str:
    """The name of the field, as on the form."""
    if shown.shape == Shape.RESPONSIBLE:
        return _("Responsible")
    name = str(source.model._meta.get_field(shown.name).verbose_name)
    return name[:1].upper() + name[1:]


def may_tell(case: Case, shown: Shown, *rows: dict[str, Any] | None) -> bool:
    """Whether this reader may learn of the field at all: its part, and workplaces nobody told them of."""
    if shown.part is not None and not case.reads(shown.part):
        return False
    if shown.shape == Shape.WORKPLACE:
        found = [row[f"{shown.name}_id"] for row in rows if row and row[f"{shown.name}_id"]]
        return all(case.sees_workplace(_uuid(pk)) for pk in found)
    return True


def hides(case: Case, shown: Shown) -> bool:
    """Told that it changed, never what it is: CPR numbers, and what protection covers."""
    return shown.shape == Shape.UNTOLD or (shown.is_address and not case.sees_address)


def raw(source: Source, shown: Shown, row: dict[str, Any] | None) -> Any:
    """What is compared: sealed text is opened first, for the same text is sealed differently each time."""
    if row is None:
        return None
    if shown.shape == Shape.RESPONSIBLE:
        return tuple(str(row[name] or "") for name in sorted(row) if name.startswith(("responsible_", "relative__")))
    value = row[shown.column]
    if shown.shape in (Shape.SEALED, Shape.UNTOLD) and value:
        return unseal(value, source.model.history.model._meta.get_field(shown.column).sealed_for)
    return value


def display(case: Case, source: Source, shown: Shown, row: dict[str, Any] | None) -> str:
    """The value as this reader may read it; "" when there is none."""
    if row is None:
        return ""
    if shown.shape == Shape.RESPONSIBLE:
        return _responsible(case, row)
    value = raw(source, shown, row)
    if value is None or value == "" or value == []:
        return ""
    if shown.shape in (Shape.NAME, Shape.WORKPLACE, Shape.SEALED):
        return str(value)
    return _by_field(case, source.model._meta.get_field(shown.name), value)


def _by_field(case: Case, field: Any, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_item(case, field, item) for item in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if (field.model is Track or field.name == "part") and value in set(TRACKS):
        return _track(case, value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateField):
        return date_format(date.fromisoformat(value[:10]), "DATE_FORMAT")
    if isinstance(field, models.TimeField):
        return time_format(time.fromisoformat(value), "TIME_FORMAT")
    return str(value)


def _item(case: Case, field: Any, item: Any) -> str:
    if item in set(TRACKS):
        return _track(case, item)
    return "–" if item is None else str(dict(field.base_field.flatchoices).get(item, item))


def _track(case: Case, value: str) -> str:
    return track_label(case, Part(value))


def _uuid(value: Any) -> Any:
    return models.UUIDField().to_python(value)


def _responsible(case: Case, row: dict[str, Any]) -> str:
    """The one rule for naming who answers, asked with the record as it was."""
    then = Intervention(responsible_kind=row["responsible_kind"], responsible_function=row["responsible_function"])
    if row["responsible_member__name"]:
        place = _workplace(row["responsible_member__organisation_id"], row["responsible_member__organisation__name"])
        then.responsible_member = CareTeamMember(
            name=row["responsible_member__name"], place=row["responsible_member__place"], organisation=place
        )
    if row["responsible_organisation_id"]:
        then.responsible_organisation = _workplace(
            row["responsible_organisation_id"], row["responsible_organisation__name"]
        )
    if row["relative__name"]:
        then.relative = Relative(name=row["relative__name"], relation=row["relative__relation"])
    return ", ".join(word for word in shown_responsible(then, case) if word)


def _workplace(pk: Any, name: str) -> Organisation:
    return Organisation(pk=_uuid(pk), name=name)
