"""The citizen leaves the programme, comes back, or should never have been entered: what citizens itself keeps of it.

The plan is closed by `tracks.actions.life`, which calls this.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from citizens.access import project_places, valid_consent
from citizens.actions.enrolment import HISTORY_REASON
from citizens.actions.referral import save_with_cpr
from citizens.enums import STAGE_MOVES, ConsentKind, LeftBecause, Place, ScreeningResult, Stage, WithdrawnHow
from citizens.models import CareTeamMember, Citizen, Consent, Referral, Screening
from core.attribution import attributed_to
from core.dates import today
from core.models import Refused


def locked_citizen(citizen: Citizen) -> Citizen:
    """The citizen under a lock that lets others refer to the row: acts in a plan lock the plan first, then refer.

    Raises Refused for one that was merged into another.
    """
    fresh = Citizen.objects.select_for_update(no_key=True, of=("self",)).get(pk=citizen.pk)
    fresh.refuse_merged()
    return fresh


@transaction.atomic
def mark_left(citizen: Citizen, *, by: Any, because: str, left_on: date, reason: str) -> Citizen:
    """Included → left: places end, but for the coordinator's; consents to exchange end. Raises Refused.

    The consent to participate is the citizen's own: where it stands, coordinator and lead can still read.
    """
    citizen = locked_citizen(citizen)
    if citizen.voided or Stage.LEFT not in STAGE_MOVES[Stage(citizen.stage)]:
        raise Refused(_("Only a citizen who is included can leave the programme."))
    if because not in LeftBecause.values:
        raise Refused(_("Choose why."), field="because")
    if left_on > today():
        raise Refused(_("The day cannot be in the future."), field="left_on")
    if citizen.included_on and left_on < citizen.included_on:
        raise Refused(_("That is before the citizen was included."), field="left_on")
    end_network(citizen, by=by, reason=reason)
    _end_exchange(citizen, by, reason)
    citizen.stage, citizen.left_on, citizen.left_because = Stage.LEFT, left_on, because
    with attributed_to(by, reason=reason[:HISTORY_REASON]):
        citizen.save()
    return citizen


@transaction.atomic
def refer_again(citizen: Citizen, *, by: Any, referral: Mapping[str, Any]) -> Citizen:
    """Left → referred, with the new referral's words; the enrolment begins anew with the screening. Raises Refused.

    What the first referral said stays in the history, as do the answers of the first screening.
    """
    citizen = locked_citizen(citizen)
    if citizen.voided or citizen.stage != Stage.LEFT:
        raise Refused(_("Only a citizen who has left can be referred again."))
    if not referral.get("citizen_agrees"):
        raise Refused(_("A referral needs the citizen's own yes."), field="citizen_agrees")
    if referral["received_on"] > today():
        raise Refused(_("The day cannot be in the future."), field="received_on")
    citizen.stage, citizen.left_on, citizen.left_because = Stage.REFERRED, None, ""
    row = Referral.objects.select_for_update().filter(citizen=citizen).first() or Referral(citizen=citizen)
    for name, value in referral.items():
        setattr(row, name, value)
    consents = Consent.objects.filter(valid_consent(today()), citizen=citizen, kind=ConsentKind.PARTICIPATION)
    row.steps_done, row.answer, row.answered_on = ([1, 3] if consents.exists() else [1]), "", None
    with attributed_to(by):
        citizen.save()
        row.save()
        for screening in Screening.objects.select_for_update().filter(citizen=citizen):
            screening.result, screening.reasons = ScreeningResult.MISSING, []
            screening.overridden, screening.override_reason = False, ""
            screening.save()
    return citizen


@transaction.atomic
def mark_void(citizen: Citizen, *, by: Any, reason: str) -> Citizen:
    """Entered by mistake: out of all lists and counts, readable to its coordinator, its CPR number free again.

    Raises Refused without a reason, and for one that is a mistake already.
    """
    citizen = locked_citizen(citizen)
    if citizen.voided:
        raise Refused(_("The entry is a mistake already."))
    if not reason.strip():
        raise Refused(_("Write why."), field="reason")
    end_network(citizen, by=by, reason=reason)
    citizen.voided, citizen.void_reason = True, reason
    with attributed_to(by, reason=reason[:HISTORY_REASON]):
        citizen.save()
    return citizen


@transaction.atomic
def take_back_void(citizen: Citizen, *, by: Any, reason: str) -> Citizen:
    """It was no mistake after all. Raises Refused where the CPR number is in use by another entry by now.

    Places that ended with the mistake are given anew.
    """
    citizen = locked_citizen(citizen)
    if not citizen.voided:
        raise Refused(_("The entry is no mistake."))
    if not reason.strip():
        raise Refused(_("Write why."), field="reason")
    citizen.voided, citizen.void_reason = False, ""
    with attributed_to(by, reason=reason[:HISTORY_REASON]):
        save_with_cpr(citizen)
    return citizen


def end_network(citizen: Citizen, *, by: Any, reason: str, coordinator_too: bool = False) -> None:
    """End every open place but the coordinator's, today; one that has not begun never counts."""
    day = today()
    rows = CareTeamMember.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), citizen=citizen)
    if not coordinator_too:
        rows = rows.exclude(place=Place.COORDINATOR, starts_on__lte=day)
    places = list(rows.order_by("id"))
    for place in places:
        place.ends_on, place.end_reason = max(day, place.starts_on), reason
    with attributed_to(by, reason=reason[:HISTORY_REASON]):
        CareTeamMember.objects.change_rows(places, ["ends_on", "end_reason"])
    project_places(citizen)


def _end_exchange(citizen: Citizen, by: Any, reason: str) -> None:
    standing = Consent.objects.select_for_update().filter(
        citizen=citizen, kind=ConsentKind.EXCHANGE, withdrawn_on__isnull=True, expires_on__gt=today()
    )
    with attributed_to(by, reason=reason[:HISTORY_REASON]):
        for consent in standing.order_by("id"):
            consent.withdrawn_on, consent.withdrawn_by = today(), by.name
            consent.withdrawn_how = WithdrawnHow.LEFT
            consent.save()
