from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Affiliation, Organisation, User, Wish, valid_on
from core.danish import collate, fold
from core.dates import today
from core.outbox import Addressee


def demo_people() -> list[dict[str, Any]]:
    """Whom the demo can be tried as, coordinators first: user name, name, and what they are where."""
    people = (
        Affiliation.objects.filter(valid_on(today()), user__is_active=True)
        .select_related("user", "organisation")
        .order_by("user__username")
    )
    order = list(Role)
    return [
        {
            "username": row.user.username,
            "name": row.user.name,
            "function": f"{row.get_role_display()}, {row.organisation}",
        }
        for row in sorted(people, key=lambda row: order.index(Role(row.role)))
    ]


@dataclass(frozen=True)
class PeopleFilter:
    """What the list of people is narrowed to; stands in the address, never a name."""

    role: str = ""
    organisation: uuid.UUID | None = None
    active: str = ""  # "yes", "no" or "" for both


def _with_last_affiliation() -> QuerySet[Any]:
    """People with the affiliation that began last: today's, or the one they had."""
    rows = Affiliation.objects.filter(user=OuterRef("pk"), starts_on__lte=today()).order_by("-starts_on", "-created_at")
    waiting = Wish.objects.filter(outcome="", expires_at__gt=timezone.now(), person=OuterRef("pk"))
    return User.objects.annotate(
        waits=Exists(waiting),
        last_role=Subquery(rows.values("role")[:1]),
        last_organisation=Subquery(rows.values("organisation_id")[:1]),
        last_organisation_name=Subquery(rows.values("organisation__name")[:1]),
        last_ends_on=Subquery(rows.values("ends_on")[:1]),
    )


def people(wanted: PeopleFilter, text: str = "") -> list[User]:
    """Everybody who fits, in Danish order; `text` is searched folded in name, function, workplace and user name."""
    rows: Any = _with_last_affiliation()
    if wanted.role:
        rows = rows.filter(last_role=wanted.role)
    if wanted.organisation:
        rows = rows.filter(last_organisation=wanted.organisation)
    if wanted.active:
        rows = rows.filter(is_active=wanted.active == "yes")
    words = fold(text).split()
    kept = [row for row in rows.order_by("id") if all(word in _searched(row) for word in words)]
    return sorted(kept, key=lambda row: (collate(row.name), str(row.pk)))


def _searched(row: Any) -> str:
    return fold(" ".join((row.name, row.function, row.username, row.last_organisation_name or "")))


def dressed(rows: list[User]) -> list[User]:
    """Hang on each person the role in words, and whether it counts today. No query."""
    day = today()
    for row in rows:
        told: Any = row
        told.role_word = str(Role(told.last_role).label) if told.last_role else ""
        told.works_today = bool(told.last_role) and (told.last_ends_on is None or told.last_ends_on > day)
    return rows


def named(usernames: Collection[str]) -> User | None:
    """Who has one of these user names, with the workplace of today; as many queries where there is nobody."""
    person = User.objects.filter(username__in=usernames).order_by("username").first()
    rows = Affiliation.objects.select_related("organisation").filter(valid_on(today()), user__username__in=usernames)
    affiliation = rows.order_by("user__username", "-starts_on").first()
    if person is not None:
        person.__dict__["affiliation"] = affiliation if affiliation and affiliation.user_id == person.pk else None
    return person


def active_people(*roles: Role) -> list[User]:
    """Active people who hold one of `roles` today, with their workplace, in Danish order; for pickers."""
    rows = Affiliation.objects.filter(valid_on(today()), user__is_active=True, role__in=roles)
    found = []
    for row in rows.select_related("user", "organisation").order_by("id"):
        row.user.__dict__["affiliation"] = row
        found.append(row.user)
    return sorted(found, key=lambda user: (collate(user.name), user.username))


_FORMER = 0x666F726D6572206164647265737321  # what turns a person's id into that of their address before


def at_former_address(person: uuid.UUID) -> uuid.UUID:
    """Whom the outbox writes to for the address a person had before; its own inverse."""
    return uuid.UUID(int=person.int ^ _FORMER)


def addressees(people: Collection[uuid.UUID]) -> dict[uuid.UUID, Addressee]:
    """Those of `people` who can be told of something today: active, with a place to work. One query."""
    ids = {*people, *map(at_former_address, people)}
    rows = User.objects.filter(valid_on(today(), "affiliations__"), pk__in=ids, is_active=True).distinct()
    told = rows.values_list("pk", "email", "former_email", "language").order_by("pk")
    found = {pk: Addressee(email, language) for pk, email, _former, language in told}
    found |= {at_former_address(pk): Addressee(former, language) for pk, _email, former, language in told if former}
    return {who: found[who] for who in people if who in found}


def affiliations_of(person: User) -> list[Affiliation]:
    """Every role at a workplace the person has, had or will have, the latest first, without what never counted."""
    rows = Affiliation.objects.filter(user=person).select_related("organisation").order_by("-starts_on", "-created_at")
    return [row for row in rows if row.ends_on is None or row.ends_on > row.starts_on]


def organisations(*, text: str = "", gone: bool = False) -> list[Organisation]:
    """Those that exist today, or with `gone` those that no longer do, in Danish order, each with `people` today."""
    day = today()
    busy = Q(affiliations__user__is_active=True) & valid_on(day, "affiliations__")
    rows = Organisation.objects.annotate(people=Count("affiliations", filter=busy)).select_related("successor")
    over = Q(ends_on__lte=day)
    words = fold(text).split()
    shown = rows.filter(over if gone else ~over | Q(ends_on__isnull=True)).order_by("id")
    kept = [row for row in shown if all(word in fold(row.name) for word in words)]
    return sorted(kept, key=lambda row: (collate(row.name), str(row.pk)))


def workplaces() -> list[Organisation]:
    """Every organisation that is not gone today, in Danish order; for pickers."""
    rows = Organisation.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today())).order_by("id")
    return sorted(rows, key=lambda row: (collate(row.name), str(row.pk)))


def people_at(row: Organisation) -> int:
    """How many active people work there today."""
    return Affiliation.objects.filter(valid_on(today()), organisation=row, user__is_active=True).count()
