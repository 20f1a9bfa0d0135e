"""The citizens somebody may see, as a list: each row holds what its reader may know of it, and no more."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery, UUIDField, Value, Window
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import valid_on
from citizens.access import COORDINATING, PART_RULES, Opens, valid_cells, visible_citizens
from citizens.enums import CONSENTABLE, Part, Place
from citizens.models import CareTeamMember
from core.dates import today
from overview.enums import Standing, standing_of
from overview.queries.quiet import last_day_allowed, quiet_on, unreviewed_on

PAGE_SIZE = 50


@dataclass(frozen=True)
class Filter:
    """What the list is narrowed to. Stands in the address: never a name, never a number of a citizen."""

    standing: Standing | None = None
    municipality: str = ""
    coordinator: uuid.UUID | None = None
    programme: uuid.UUID | None = None
    nobody: bool = False  # without a coordinator
    quiet: bool = False  # an active plan that has been quiet for too long
    unreviewed: bool = False  # an active plan that nobody has gone through for half a year

    @property
    def is_set(self) -> bool:
        return self != Filter()


@dataclass(frozen=True)
class Choices:
    """What the list can be narrowed by: only values that some row has."""

    municipalities: list[str] = field(default_factory=list)
    coordinators: list[tuple[str, str]] = field(default_factory=list)
    uncoordinated: bool = False  # somebody has no coordinator today
    total: int | None = None  # citizens on the list when nothing narrows it


def coordinators_of(day: Any) -> QuerySet[Any]:
    """The coordinator's place of the citizen of an outer query."""
    return CareTeamMember.objects.filter(valid_on(day), citizen=OuterRef("pk"), place=Place.COORDINATOR)


def listed(user: Any) -> QuerySet[Any]:
    """Every citizen this user may see, in Danish order, with `in_team` and the parts open to their workplace.

    `in_team`: coordinator or lead, who see more than name, case number and parts.
    """
    day = today()
    places = CareTeamMember.objects.filter(
        valid_on(day), citizen=OuterRef("pk"), user=user, organisation=user.organisation, place__in=COORDINATING
    )
    in_team = Exists(places) if user.role == Role.COORDINATOR else Value(user.role == Role.LEAD)
    cells = valid_cells(day).filter(consent__citizen=OuterRef("pk"), organisation=user.organisation)
    return (
        visible_citizens(user)
        .annotate(in_team=in_team, open_parts=ArraySubquery(cells.order_by("part").values("part").distinct()))
        .defer("cpr", "address", "phone")  # no list shows them, so none unseals them
        .order_by("sort_name", "id")
    )


def narrowed(rows: QuerySet[Any], wanted: Filter) -> QuerySet[Any]:
    """Only those that fit. A filter asks for what participants must not know, so it leaves their citizens out."""
    if not wanted.is_set:
        return rows
    rows = rows.filter(in_team=True)
    if wanted.standing:
        rows = rows.filter(wanted.standing.rule)
    if wanted.municipality:
        rows = rows.filter(municipality=wanted.municipality)
    if wanted.programme:
        rows = rows.filter(programme=wanted.programme)
    if wanted.coordinator:
        rows = rows.filter(Exists(coordinators_of(today()).filter(user=wanted.coordinator)))
    if wanted.nobody:
        rows = rows.filter(~Exists(coordinators_of(today())))
    if wanted.quiet:
        rows = rows.annotate(quiet_until=last_day_allowed()).filter(quiet_on(today()))
    if wanted.unreviewed:
        rows = rows.filter(unreviewed_on(today()))
    return rows


def page_of(user: Any, rows: QuerySet[Any], wanted: Filter, choices: Choices, number: str | None) -> Page[Any]:
    """A page of the list. Its length is known from the choices while nothing narrows it; else it comes with the rows:
    who may see what is worked out once. One query; one more for a page that is not there."""
    found = detailed(user, narrowed(rows, wanted))
    pages = Paginator(found, PAGE_SIZE)
    if choices.total is not None and not wanted.is_set:
        pages.count = choices.total
        return pages.get_page(number)
    at = number or "1"
    if at.isdecimal() and 0 < int(at) < 10_000:
        first = (int(at) - 1) * PAGE_SIZE
        shown = list(found.annotate(in_all=Window(Count("pk")))[first : first + PAGE_SIZE])
        if shown:
            pages.count = shown[0].in_all
            return Page(shown, int(at), pages)
    return pages.get_page(number)


def detailed(user: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
    """With what a row shows: the programme's words, and for the team the signpost and the coordinator's name."""
    rows = rows.select_related("programme")
    if not _may_be_team(user):
        return rows
    names = coordinators_of(today()).values("name")[:1]
    return rows.select_related("signpost").annotate(coordinator_name=Subquery(names))


def _may_be_team(user: Any) -> bool:
    return user.role in (Role.COORDINATOR, Role.LEAD)


def dressed(rows: Any) -> list[Any]:
    """Hang on each citizen its `case_label` and `part_labels`, and for the team its `standing`. No query."""
    found, case = list(rows), _("case %(number)s")
    for citizen in found:
        citizen.case_label = case % {"number": citizen.case_number}
        if citizen.in_team:
            signpost = getattr(citizen, "signpost", None)
            citizen.standing = standing_of(citizen.stage, signpost.plan_state if signpost else "")
        citizen.part_labels = part_labels(citizen)
    return found


def part_labels(citizen: Any) -> list[str]:
    """The open parts by name, in their order; the programme has its own word for addiction."""
    wanted = [part for part in CONSENTABLE if part in citizen.open_parts and PART_RULES[part] == Opens.BY_CONSENT]
    return [citizen.programme.addiction_label if part == Part.ADDICTION else str(part.label) for part in wanted]


def choices_for(user: Any, rows: QuerySet[Any] | None = None) -> Choices:
    """Municipalities, and for the lead coordinators, that the list holds, and how long it is. `rows` is the list, when
    it is at hand. One query; none for who has no filter."""
    if not _may_be_team(user):
        return Choices()
    place = coordinators_of(today())
    people: dict[str, Any] = {"coordinator": Value(None, UUIDField()), "label": Value("")}
    if user.role == Role.LEAD:
        people = {
            "coordinator": Subquery(place.values("user_id")[:1]),
            "label": Subquery(place.values("user__name")[:1]),
        }
    pairs = (
        (listed(user) if rows is None else rows)
        .annotate(**people)
        .order_by()
        .values_list("municipality", "coordinator", "label", "in_team")
        .annotate(number=Count("pk"))
    )
    told = list(pairs)
    found = [(town, key, name) for town, key, name, in_team, _many in told if in_team]
    known = {(str(key), name) for _town, key, name in found if key}
    return Choices(
        municipalities=sorted({town for town, _key, _name in found if town}),
        coordinators=sorted(known, key=lambda pair: (pair[1], pair[0])),
        uncoordinated=user.role == Role.LEAD and any(key is None for _town, key, _name in found),
        total=sum(row[-1] for row in told),
    )


def standings_of_programmes(user: Any) -> list[dict[str, Any]]:
    """For the lead: per programme how many stand where, and how many plans nobody has gone through for half a year.

    One query; the counts are those of the filtered list.
    """
    rows = (
        visible_citizens(user)
        .order_by()
        .values("programme_id", "stage", name=F("programme__name"), state=F("signpost__plan_state"))
        .annotate(number=Count("pk"), unreviewed=Count("pk", filter=unreviewed_on(today())))
    )
    programmes: dict[Any, dict[str, Any]] = {}
    for row in rows:
        empty = {"id": row["programme_id"], "name": row["name"], "counts": {}, "unreviewed": 0}
        box = programmes.setdefault(row["programme_id"], empty)
        box["unreviewed"] += row["unreviewed"]
        standing = standing_of(row["stage"], row["state"] or "")
        box["counts"][standing] = box["counts"].get(standing, 0) + row["number"]
    for box in programmes.values():
        box["total"] = sum(box["counts"].values())
        box["rows"] = [(standing, box["counts"][standing]) for standing in Standing if standing in box["counts"]]
    return sorted(programmes.values(), key=lambda box: (box["name"], str(box["id"])))
