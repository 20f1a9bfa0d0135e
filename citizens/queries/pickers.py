"""Pickers search; they offer only what is active today, and show name, function and workplace."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from accounts.enums import Role
from accounts.models import Affiliation, Organisation, User, valid_on
from citizens.access import COORDINATING
from citizens.models import CareTeamMember, Citizen
from core.danish import collate, fold
from core.dates import today

SHOWN = 20  # rows; who sees more has typed too little


def active_organisations() -> list[Organisation]:
    """Every workplace that exists today, in Danish order."""
    return sorted(Organisation.objects.filter(valid_on(today())).order_by("id"), key=lambda row: collate(row.name))


def find_organisations(text: str, *, without: Iterable[uuid.UUID] = ()) -> list[Organisation]:
    """Workplaces that exist today and whose name holds all words of `text`, at most 20."""
    words, taken = fold(text).split(), set(without)
    rows = [row for row in active_organisations() if row.pk not in taken]
    return [row for row in rows if all(word in fold(row.name) for word in words)][:SHOWN]


def find_people(citizen: Citizen, text: str) -> list[Affiliation]:
    """Active people who work with citizens and are not in this network, by name, function or workplace; at most 20."""
    day = today()
    taken = CareTeamMember.objects.filter(valid_on(day), citizen=citizen, user__isnull=False).values("user_id")
    rows = (
        Affiliation.objects.filter(valid_on(day), user__is_active=True, role__in=[Role.COORDINATOR, Role.PARTNER])
        .exclude(user_id__in=taken)
        .select_related("user", "organisation")
    )
    return list(_matching(rows, text).order_by("user__name", "id")[:SHOWN])


def _matching(rows: QuerySet[Affiliation], text: str) -> QuerySet[Affiliation]:
    """Every word typed is in the person's name or function, or in the name of the workplace."""
    for word in text.split():
        rows = rows.filter(
            Q(user__name__icontains=word) | Q(user__function__icontains=word) | Q(organisation__name__icontains=word)
        )
    return rows


def coordinators(text: str = "") -> list[User]:
    """Active coordinators with today's workplace, by name; with `text` those whose name, function or workplace fits."""
    rows = _matching(Affiliation.objects.filter(valid_on(today()), user__is_active=True, role=Role.COORDINATOR), text)
    people = []
    for row in rows.select_related("user", "organisation"):
        row.user.__dict__["affiliation"] = row
        people.append(row.user)
    return sorted(people, key=lambda user: collate(user.name))


def takers(citizen: Citizen, user: Any) -> QuerySet[User]:
    """Who a consent can have been given to: the coordinators of the citizen, and the one who writes."""
    team = CareTeamMember.objects.filter(citizen=citizen, place__in=COORDINATING).values("user_id")
    return User.objects.filter(Q(pk=user.pk) | Q(pk__in=team)).order_by("name", "id")


def active_person(user_id: uuid.UUID) -> User | None:
    """An active person with a place of work today, None otherwise."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    return user if user is not None and user.affiliation else None
