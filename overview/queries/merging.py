"""Two records of one person side by side, those that look alike, and how they stood before they became one."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Count, Q, QuerySet
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import Organisation, User, valid_on
from citizens.access import visible_citizens
from citizens.enums import Place
from citizens.models import CareTeamMember, Citizen, Consent, Merging, Relative, Stay, ToDo
from citizens.queries.merging import open_cells
from core.dates import today
from meetings.models import NetworkMeeting
from plans.models import Plan
from tracks.models import LogEntry

ALIKE = 10


def record_by_number(user: Any, number: int) -> Citizen | None:
    """The record of that case number, if this user may see it."""
    return visible_citizens(user).filter(case_number=number).first()


def look_alikes(user: Any, citizen: Citizen) -> list[Citizen]:
    """Records of the programme with the same name, or the same date of birth, among those one may see. One query."""
    same = Q(search_name=citizen.search_name)
    if citizen.born_on:
        same |= Q(born_on=citizen.born_on)
    rows = visible_citizens(user).filter(same, programme=citizen.programme_id).exclude(pk=citizen.pk)
    return list(rows.defer("cpr", "address", "phone").order_by("sort_name", "id")[:ALIKE])


def side_by_side(kept: Citizen, merged: Citizen) -> list[tuple[str, str, str]]:
    """What each has, line by line. The same number of queries whatever stands there."""
    pair = [kept, merged]
    plans, meetings, log = _plans(pair), _counts(NetworkMeeting, pair, "plan__citizen"), _counts(LogEntry, pair)
    relatives, stays, todos, consents = (_counts(model, pair) for model in (Relative, Stay, ToDo, Consent))
    lines = [
        (_("Stage"), lambda row: str(row.get_stage_display())),
        (_("Included"), lambda row: date_format(row.included_on, "DATE_FORMAT") if row.included_on else "–"),
        (_("Network today"), lambda row: ", ".join(_places(row)) or "–"),
        (_("Consents"), lambda row: str(consents[row.pk])),
        (_("Open to"), lambda row: ", ".join(_open_to(row)) or _("nobody")),
        (_("Plans"), lambda row: ", ".join(plans[row.pk]) or "–"),
        (_("Meetings"), lambda row: str(meetings[row.pk])),
        (_("Stays"), lambda row: str(stays[row.pk])),
        (_("Family and friends"), lambda row: str(relatives[row.pk])),
        (_("To-dos"), lambda row: str(todos[row.pk])),
        (_("Lines in the log"), lambda row: str(log[row.pk])),
    ]
    return [(label, said(kept), said(merged)) for label, said in lines]


def _counts(model: type[Any], pair: list[Citizen], way: str = "citizen") -> dict[Any, int]:
    rows = model.objects.filter(**{f"{way}__in": pair}).order_by().values_list(way).annotate(n=Count("pk"))
    return defaultdict(int, rows)


def _plans(pair: list[Citizen]) -> dict[Any, list[str]]:
    found: dict[Any, list[str]] = defaultdict(list)
    for plan in Plan.objects.filter(citizen__in=pair).order_by("created_at", "id"):
        day = plan.closed_on or plan.valid_from
        found[plan.citizen_id].append(
            f"{plan.get_state_display()} {date_format(day, 'DATE_FORMAT')}" if day else str(plan.get_state_display())
        )
    return found


def _places(citizen: Citizen) -> list[str]:
    rows = CareTeamMember.objects.filter(valid_on(today()), citizen=citizen).select_related("organisation")
    ordered = sorted(rows.order_by("name", "id"), key=lambda row: row.place != Place.COORDINATOR)
    return [f"{row.name} ({row.get_place_display()}, {row.organisation})" for row in ordered]


def _open_to(citizen: Citizen) -> list[str]:
    return list(dict.fromkeys(str(cell.organisation) for cell in open_cells(citizen)))


@dataclass(frozen=True)
class Sheet:
    """One stored row as it stood: what it was, of which record, and its fields as label and text."""

    what: str
    case_number: int
    fields: list[tuple[str, str]]


@dataclass(frozen=True)
class Before:
    """One merging, and both records as they stood."""

    merging: Merging
    by: str
    sheets: list[Sheet]


_UNTOLD = frozenset({"id", "revision", "created_at", "search_name", "sort_name", "cpr_lookup", "citizen", "programme"})
_PROTECTED = frozenset({"address", "phone", "postal_code", "town"})


def mergings_of(records: Iterable[Any]) -> QuerySet[Merging]:
    """What was merged into this citizen, directly or by the way of another record, latest first."""
    rows = Merging.objects.filter(merged__in=list(records)).select_related("merged", "kept")
    return rows.order_by("-created_at", "id")


def befores(records: Iterable[Any]) -> list[Before]:
    """Each merging with both records as they stood. The CPR number is masked, what was protected stays so."""
    return [_before(row) for row in mergings_of(records)]


def _before(merging: Merging) -> Before:
    rows = json.loads(merging.before)
    records = {row["pk"]: row["fields"] for row in rows if row["model"] == "citizens.citizen"}
    owner = {row["pk"]: row["fields"].get("citizen") for row in rows}  # consents and screenings own further rows
    names = _names(rows)
    sheets = []
    for row in rows:
        fields = row["fields"]
        of = row["pk"] if row["pk"] in records else fields.get("citizen")
        of = of or owner.get(fields.get("consent")) or owner.get(fields.get("screening"))
        record = records[of]
        told = _told(row, names, protected=row["pk"] in records and record["protected"])
        model = apps.get_model(row["model"])
        sheets.append(Sheet(capfirst(str(model._meta.verbose_name)), record["case_number"], told))
    first = merging.history.order_by("history_date", "history_id").first()
    by = first.history_user.name if first and first.history_user else "SOMV"
    return Before(merging, by, sorted(sheets, key=lambda sheet: sheet.case_number != merging.kept.case_number))


def _names(rows: list[dict[str, Any]]) -> dict[str, str]:
    """The people and workplaces the rows name. Two queries."""
    keys = {row["fields"].get(name) for row in rows for name in ("user", "owner", "given_to")} - {None}
    workplaces = {row["fields"].get("organisation") for row in rows} - {None}
    people = User.objects.filter(pk__in=keys).order_by("pk")
    places = Organisation.objects.filter(pk__in=workplaces).order_by("pk")
    return {str(row.pk): row.name for row in people} | {str(row.pk): row.name for row in places}


def _told(row: dict[str, Any], names: dict[str, str], *, protected: bool) -> list[tuple[str, str]]:
    model, told = apps.get_model(row["model"]), []
    for name, value in row["fields"].items():
        if name in _UNTOLD or value in (None, "", [], False):
            continue
        field: Any = model._meta.get_field(name)
        if protected and name in _PROTECTED:
            text = _("protected")
        elif name == "cpr":
            text = f"{value[:6]}-••••"
        else:
            text = _text(field, value, names)
        if text:
            told.append((capfirst(str(field.verbose_name)), text))
    return told


def _text(field: Any, value: Any, names: dict[str, str]) -> str:
    if field.is_relation:
        return names.get(value, "")
    if value is True:
        return _("yes")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    day = parse_date(value[:10]) if isinstance(value, str) and field.get_internal_type().startswith("Date") else None
    return date_format(day, "DATE_FORMAT") if day else str(value)
