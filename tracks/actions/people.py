"""Somebody leaves, or works elsewhere from a day on: nobody leaves a citizen without a coordinator behind."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import actions as accounts
from accounts.enums import Role
from accounts.models import Affiliation, Organisation, User, Wish
from citizens.actions.places import end_place
from citizens.enums import Place, Stage
from citizens.models import CareTeamMember, ProgrammeLead
from core.attribution import attributed_to
from core.context import letting_go
from core.dates import today
from core.models import Refused
from tracks.queries.people import answered_by, coordinated_by


@transaction.atomic
def deactivate(person: User, *, by: Any, reason: str) -> User:
    """End the person's log-in and sessions at once, and today the affiliation, leads and places in networks.

    Raises Refused while the person coordinates open cases or answers for open interventions (issue 3, item 4).
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    with letting_go(person):
        if coordinated_by(person, today()).exists() or answered_by(person, today()).exists():
            raise Refused(_("Not yet: citizens and open interventions have to be handed over first."))
        closed = accounts.close_login(person, by=by, reason=reason)
        _end_leads(person, by, reason)
        _end_places(person, by, reason)
    return closed


@transaction.atomic
def move(
    person: User,
    *,
    by: Any,
    role: str,
    organisation: Organisation,
    starts_on: date,
    ends_on: date | None = None,
    wish: Wish | None = None,
) -> Affiliation | Wish:
    """Give another role or workplace from a day on. Raises Refused where access to what the person holds would end.

    A role that leads far waits for another administrator; `wish` is the one they agreed to (ADR 0033).

    Places in networks belong to a workplace: at another one they open nothing. Only coordinators coordinate.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    before = person.affiliation
    if before is not None:
        elsewhere = before.organisation_id != organisation.pk
        outside = role not in (Role.COORDINATOR, Role.PARTNER)
        with letting_go(person):
            coordinates, answers = coordinated_by(person, starts_on).exists(), answered_by(person, starts_on).exists()
        if (elsewhere or role != Role.COORDINATOR) and coordinates:
            raise Refused(_("The person coordinates open cases then. Hand the citizens over first."))
        if (elsewhere or outside) and answers:
            raise Refused(_("The person answers for open interventions then. Give them to somebody else first."))
    told: dict[str, Any] = {"role": role, "organisation": organisation, "starts_on": starts_on, "ends_on": ends_on}
    return accounts.employ(person, by=by, **told, wish=wish)


def _end_leads(person: User, by: Any, reason: str) -> None:
    day = today()
    rows = ProgrammeLead.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), user=person)
    with attributed_to(by, reason=reason):
        for row in rows.order_by("starts_on", "id"):
            row.ends_on = max(row.starts_on, day)
            row.save()


def _end_places(person: User, by: Any, reason: str) -> None:
    """Who comes back is given places anew; none of the old ones opens by itself."""
    rows = CareTeamMember.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today()), user=person)
    rows = rows.exclude(pk__in=_of_closed_cases(person)).select_related("citizen")
    for row in rows.order_by("id"):
        end_place(row, by=by, reason=reason)


def _of_closed_cases(person: User) -> Any:
    """The coordinator's places of people who were never included: they stand, as whose case it was."""
    rows = CareTeamMember.objects.filter(user=person, place=Place.COORDINATOR)
    return rows.filter(citizen__stage=Stage.EXCLUDED).values("pk")
