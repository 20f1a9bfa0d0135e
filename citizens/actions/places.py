"""Places in a citizen's network. Who gets or loses one gets or loses the citizen, in the same transaction."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import Organisation, User
from citizens.access import COORDINATING, project_places
from citizens.actions.consents import record_consent
from citizens.actions.enrolment import HISTORY_REASON
from citizens.enums import ConsentKind, Place, Stage
from citizens.models import CareTeamMember, Citizen
from core.attribution import attributed_to
from core.context import acting_on
from core.dates import today
from core.models import Refused
from core.twice import pressed_twice

CAN_BE_PLACED = (Role.COORDINATOR, Role.PARTNER)


@transaction.atomic
def give_place(
    citizen: Citizen,
    *,
    by: Any,
    user: User | None = None,
    organisation: Organisation | None = None,
    place: str = Place.PARTICIPANT,
    starts_on: date | None = None,
    ends_on: date | None = None,
    reason: str = "",
    **values: Any,
) -> CareTeamMember:
    """Give a professional a dated place. Name, function, phone and workplace are the user's where nothing is said.

    Sent twice, it is stored once. Raises Refused: inactive, wrong role, a second coordinator at once, a place the
    person already has.
    """
    stored = citizen.locked()  # two at once: the second waits, and is judged by what the first has stored
    if stored.voided or stored.stage == Stage.LEFT:
        raise Refused(_("The citizen has left the programme, or was entered by mistake; nobody gets a place."))
    member = CareTeamMember(citizen=citizen, user=user, place=place, starts_on=starts_on or today(), ends_on=ends_on)
    for name, value in values.items():
        setattr(member, name, value)
    workplace: Any = organisation or (user.organisation if user else None)
    member.organisation = workplace
    if user is not None:
        for name in ("name", "function", "phone"):
            setattr(member, name, getattr(member, name) or getattr(user, name))
    if twin := pressed_twice(member, by=by, citizen=citizen):
        return twin
    _judge(member)
    return _store(member, by, reason)


@transaction.atomic
def add_to_network(
    citizen: Citizen, *, by: Any, place: dict[str, Any], consent: dict[str, Any] | None = None
) -> CareTeamMember:
    """Give a place and, when the citizen consents now, record it: `consent["levels"]` is part → level.

    Both or none. Raises Refused as `give_place` and `record_consent` do.
    """
    member = give_place(citizen, by=by, **place)
    if consent is not None:
        said = {name: value for name, value in consent.items() if name != "levels"}
        cells = [(member.organisation, part, level) for part, level in consent["levels"].items()]
        record_consent(citizen, by=by, kind=ConsentKind.EXCHANGE, cells=cells, **said)
    return member


@transaction.atomic
def change_place(member: CareTeamMember, *, by: Any, revision: int, reason: str = "", **values: Any) -> CareTeamMember:
    """Change what is written about a place: function, tracks, contribution, marks, dates. Raises Stale, Refused."""
    member.citizen.locked()
    member = member.locked(revision)
    for name, value in values.items():
        setattr(member, name, value)
    _judge(member)
    return _store(member, by, reason)


@transaction.atomic
def end_place(member: CareTeamMember, *, by: Any, ends_on: date | None = None, reason: str = "") -> CareTeamMember:
    """End a place; `ends_on` (today when not said) is the first day without access. Raises Refused.

    A running case is never left without a coordinator: the coordinator's place is handed over instead.
    """
    citizen = member.citizen.locked()
    member = member.locked()
    if member.place == Place.COORDINATOR and citizen.stage != Stage.LEFT:
        raise Refused(_("The coordinator's place is handed over to somebody else; it cannot just end."))
    return _end(member, by, ends_on or today(), reason)


def _end(member: CareTeamMember, by: Any, day: date, reason: str) -> CareTeamMember:
    if member.ends_on is not None and member.ends_on <= today():
        raise Refused(_("The place has already ended."))
    if day < member.starts_on:
        if member.starts_on <= today():
            raise Refused(_("A place cannot end before it begins."), field="ends_on")
        day = member.starts_on  # not begun: it never counts
    member.ends_on, member.end_reason = day, reason
    return _store(member, by, reason)


def _store(member: CareTeamMember, by: Any, reason: str) -> CareTeamMember:
    # Who ends their own place still writes the history of it.
    with acting_on([member.citizen_id]), attributed_to(by, reason=reason[:HISTORY_REASON]):
        member.save()
        project_places(member.citizen)
    return member


def _judge(member: CareTeamMember) -> None:
    """Everything a place must hold, whoever writes it. Raises Refused by the field it belongs to."""
    if member.organisation_id is None:
        raise Refused(_("Choose an organisation."), field="organisation")
    if not member.name.strip():
        raise Refused(_("Write a name."), field="name")
    if member.ends_on is not None and member.ends_on < member.starts_on:
        raise Refused(_("The last day is before the first."), field="ends_on")
    over = member.ends_on is not None and member.ends_on <= today()
    if not over:
        _judge_person(member)
    others = _overlapping(member)
    if member.user_id and others.filter(user_id=member.user_id, organisation_id=member.organisation_id).exists():
        raise Refused(_("%(name)s already has a place in the network.") % {"name": member.name}, field="user")
    if member.place == Place.COORDINATOR:
        other = others.filter(place=Place.COORDINATOR).first()
        if other is not None:
            raise Refused(
                _("%(name)s is the coordinator in that time. There is one at a time; hand over instead.")
                % {"name": other.name},
                field="place",
            )


def _judge_person(member: CareTeamMember) -> None:
    user, coordinating = member.user, member.place in COORDINATING
    if user is None:
        if coordinating:
            raise Refused(_("A coordinator must be a person who can log in."), field="place")
        return
    allowed: Collection[Role] = (Role.COORDINATOR,) if coordinating else CAN_BE_PLACED
    if not user.is_active or user.role is None:
        raise Refused(_("%(name)s is no longer active.") % {"name": user.name}, field="user")
    if user.role not in allowed:
        said = _("%(name)s is not a coordinator.") if coordinating else _("%(name)s does not work with citizens.")
        raise Refused(said % {"name": user.name}, field="place" if coordinating else "user")


def _overlapping(member: CareTeamMember) -> Any:
    rows = CareTeamMember.objects.filter(citizen_id=member.citizen_id).exclude(pk=member.pk)
    rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=member.starts_on))
    rows = rows.exclude(ends_on=F("starts_on"))  # ended before it began
    return rows.filter(starts_on__lt=member.ends_on) if member.ends_on else rows
