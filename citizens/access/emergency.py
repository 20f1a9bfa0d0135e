"""Emergency access: who may open it, what it opens, and to whom its two tasks belong (domain.md § 4, ADR 0024).

It never widens `visible_citizens`: no list, no search, no paper and no other page opens by it.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from accounts.access import Found, role_rights
from accounts.permissions import Permission
from citizens.access.case import is_taking_part
from citizens.access.finders import found, open_case
from citizens.access.rows import led_programmes
from citizens.access.rules import EMERGENCY_PARTS, Case, Relation
from citizens.enums import Part, Stage
from citizens.models import Citizen, EmergencyAccess
from core.fields import keyed_hash

OPEN_PLANS = ("draft", "active")


def emergency_citizen(number: str) -> uuid.UUID | None:
    """The citizen of this whole CPR number whom the asker of this request may open in an emergency, or None.

    The database answers, because the second wall hides a citizen nobody here has a relation to: its function judges
    the asker's right itself. One question whoever asks, and about whichever number: the same answer, in the same time.
    """
    with connection.cursor() as cursor:
        cursor.execute("select somv_emergency_citizen(%s)", [keyed_hash(number)])
        return cursor.fetchone()[0]


def my_open_emergencies(user: Any) -> QuerySet[EmergencyAccess]:
    """The asker's own uses whose time has not run out."""
    if Permission.EMERGENCY_OPEN not in role_rights(user):
        return EmergencyAccess.objects.none()
    now = timezone.now()
    rows = EmergencyAccess.objects.filter(user=user.pk, organisation=user.organisation)
    return rows.filter(opened_at__lte=now, ends_at__gt=now)


def emergency(user: Any, access_id: uuid.UUID) -> Found:
    """Finder: one's own emergency access while its time runs; for everybody else, and after it, it does not exist.

    Judged anew at each request: the right, the workplace it was opened from, and that the citizen still takes part.
    """
    rows = my_open_emergencies(user).select_related("citizen__programme", "citizen__signpost")
    row = rows.filter(pk=access_id).first()
    if row is None or not _may_be_opened(row.citizen):
        raise Http404("emergency access")
    case = Case(
        citizen=row.citizen,
        user=user,
        relation=Relation.EMERGENCY,
        rights=frozenset({Permission.EMERGENCY_OPEN}),  # without it there is no row
        readable=EMERGENCY_PARTS,
        commentable=frozenset(),
        basis=(f"emergency:{row.pk}",),
    )
    return found(case, row)


def _may_be_opened(citizen: Citizen) -> bool:
    """The same rule as the database's `somv_emergency_citizen`: takes part today, and has a plan that is not closed."""
    if citizen.voided or citizen.merged_into_id is not None or citizen.stage != Stage.INCLUDED:
        return False
    return citizen.signpost.plan_state in OPEN_PLANS and is_taking_part(citizen)


def reviewable(user: Any) -> QuerySet[EmergencyAccess]:
    """The uses this user may review: in the programmes they lead today, and never their own."""
    if Permission.EMERGENCY_REVIEW not in role_rights(user):
        return EmergencyAccess.objects.none()
    rows = EmergencyAccess.objects.filter(citizen__programme__in=led_programmes(user))
    return rows.exclude(user=user.pk)


def emergency_to_review(user: Any, access_id: uuid.UUID) -> Found:
    """Finder: a use to review. It is the use that is looked at: who, when and why; nothing of the case is opened."""
    rows = reviewable(user).select_related("citizen__programme", "user", "organisation", "reviewed_by", "told_by")
    row = rows.filter(pk=access_id).first()
    if row is None:
        raise Http404("emergency access")
    citizen = row.citizen
    return Found(
        row, role_rights(user), citizens=(citizen.pk,), programme_id=citizen.programme_id, basis=str(Relation.LEAD)
    )


def emergency_to_tell(user: Any, access_id: uuid.UUID) -> Found:
    """Finder: a use the citizen is to be told of, for who coordinates or leads; only a coordinator has the right."""
    row = EmergencyAccess.objects.select_related("user", "organisation", "told_by").filter(pk=access_id).first()
    if row is None:
        raise Http404("emergency access")
    case = open_case(user, row.citizen_id)
    if not case.in_team:
        raise Http404("emergency access")
    if row.citizen_id == case.citizen.pk:  # not of a merged record: it stays that one's
        row.citizen = case.citizen
    return found(case, row, parts=[Part.CONSENT])


def emergencies_of(citizens: Any) -> QuerySet[EmergencyAccess]:
    """Uses about these citizens, and about records that were merged into them."""
    return EmergencyAccess.objects.filter(Q(citizen__in=citizens) | Q(citizen__merged_into__in=citizens))
