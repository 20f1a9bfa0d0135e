"""Which rows exist for a user."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from guardian.shortcuts import get_objects_for_user

from accounts.access import role_rights
from accounts.enums import Role
from accounts.models import valid_on
from accounts.permissions import Permission
from citizens.enums import ConsentKind, Part, Place, Stage, WithdrawnHow
from citizens.models import CareTeamMember, Citizen, Consent, ConsentScope, ProgrammeLead, Signpost
from core.dates import today

COORDINATING = (Place.COORDINATOR, Place.CO_COORDINATOR)
PARTICIPATING = (Place.PARTICIPANT, Place.SUBSTITUTE)
ENROLLING_STAGES = (Stage.REFERRED, Stage.EXCLUDED)
GRACE = timedelta(days=30)  # after participation is withdrawn: read only, so that the case can be closed


def valid_consent(day: date, prefix: str = "") -> Q:
    """given_on ≤ day < expires_on, not withdrawn (domain.md § 4)."""
    return Q(**{f"{prefix}withdrawn_on__isnull": True, f"{prefix}given_on__lte": day}) & (
        Q(**{f"{prefix}expires_on__isnull": True}) | Q(**{f"{prefix}expires_on__gt": day})
    )


def valid_cells(day: date) -> QuerySet[ConsentScope]:
    """The cells of organisations × parts that are open on `day`."""
    return ConsentScope.objects.filter(
        valid_consent(day, "consent__"), ended_on__isnull=True, consent__kind=ConsentKind.EXCHANGE
    )


def _participates(day: date) -> Q:
    """The participation consent is valid, or withdrawn within the grace and the case is not closed."""
    consents = Consent.objects.filter(citizen=OuterRef("pk"), kind=ConsentKind.PARTICIPATION)
    grace = consents.filter(withdrawn_on__gt=day - GRACE).exclude(withdrawn_how=WithdrawnHow.MERGED)
    # Asked beside the row, not joined to it: a join would have the server weigh the whole rule twice.
    closed = Signpost.objects.filter(citizen=OuterRef("pk"), plan_state="closed")
    closing = Q(Exists(grace)) & ~Q(stage=Stage.LEFT) & ~Q(Exists(closed))
    return Q(Exists(consents.filter(valid_consent(day)))) | closing


def _granted(user: Any) -> QuerySet[Citizen]:
    """guardian's answer: who has a dated place that has not ended."""
    return get_objects_for_user(
        user, "view_citizen", klass=Citizen, use_groups=False, with_superuser=False, accept_global_perms=False
    )


def _places_of(user: Any, day: date, kinds: Collection[Place]) -> QuerySet[CareTeamMember]:
    return CareTeamMember.objects.filter(
        valid_on(day), user=user, citizen=OuterRef("pk"), organisation=user.organisation, place__in=kinds
    )


def citizens_with(user: Any, part: Part) -> QuerySet[Citizen]:
    """The visible citizens of whose plan this user may read `part`: the case's rule as one query, for lists."""
    if Permission.CITIZEN_LIST not in role_rights(user):
        return Citizen.objects.none()
    if user.role == Role.LEAD:
        return visible_citizens(user)
    day = today()
    cells = valid_cells(day).filter(consent__citizen=OuterRef("pk"), organisation=user.organisation, part=part)
    rule = Exists(_places_of(user, day, PARTICIPATING)) & Exists(cells) & ~Q(stage=Stage.LEFT)
    if user.role == Role.COORDINATOR:
        rule = (Exists(_places_of(user, day, COORDINATING)) & _participates(day)) | rule
    return _granted(user).filter(rule, voided=False, merged_into=None)


def visible_citizens(user: Any) -> QuerySet[Citizen]:
    """The rows that exist for this user today: in lists, in counts, in search. Superusers, and people without role,
    see none; what was entered by mistake is in none."""
    return reachable_citizens(user).filter(voided=False)


def voided_citizens(user: Any) -> QuerySet[Citizen]:
    """What was entered by mistake, for those who would see it otherwise."""
    return reachable_citizens(user).filter(voided=True)


def led_programmes(user: Any) -> QuerySet[Any, Any]:
    """The keys of the programmes `user` leads today."""
    return ProgrammeLead.objects.filter(valid_on(today()), user=user).values("programme_id")


def open_cases(day: date) -> QuerySet[Citizen]:
    """The citizens a lead would see whose case is open: nobody who has left, none that was entered by mistake."""
    rows = Citizen.objects.filter(_participates(day), voided=False, merged_into=None)
    return rows.exclude(stage=Stage.LEFT)


def lapsed_citizens(user: Any) -> QuerySet[Citizen]:
    """Those of the programmes `user` leads who took part, and whom nobody may read since participation was withdrawn.

    To be referred anew, not to be read: the one who asks learns the case number and no more.
    """
    if Permission.CASE_MERGE not in role_rights(user):
        return Citizen.objects.none()
    rows = Citizen.objects.filter(programme__in=led_programmes(user), voided=False, merged_into=None)
    return rows.filter(stage__in=[Stage.LEFT, Stage.INCLUDED]).exclude(_participates(today()))


def related_citizens(user: Any) -> QuerySet[Citizen]:
    """Those a case may be asked for at all: of the programmes a lead leads, or guardian's. What is open of one of them,
    if anything, says the case (`case_of`); a list never shows this.

    A record that was merged into another is in none: it is read through the one that was kept (ADR 0016).
    """
    if Permission.CITIZEN_LIST not in role_rights(user):
        return Citizen.objects.none()
    if user.role == Role.LEAD:
        return Citizen.objects.filter(programme__in=led_programmes(user), merged_into=None)
    return _granted(user).filter(merged_into=None)


def reachable_citizens(user: Any) -> QuerySet[Citizen]:
    """Visible, and what was entered by mistake: the case's rule as one query, for lists."""
    if Permission.CITIZEN_LIST not in role_rights(user):
        return Citizen.objects.none()
    day = today()
    if user.role == Role.LEAD:
        return related_citizens(user).filter(_participates(day))
    cells = valid_cells(day).filter(consent__citizen=OuterRef("pk"), organisation=user.organisation)
    rule = Exists(_places_of(user, day, PARTICIPATING)) & Exists(cells) & Q(voided=False) & ~Q(stage=Stage.LEFT)
    if user.role == Role.COORDINATOR:
        open_to_team = Q(stage__in=ENROLLING_STAGES) | _participates(day)
        rule = (Exists(_places_of(user, day, COORDINATING)) & open_to_team) | rule
    return related_citizens(user).filter(rule)
