"""A referral comes in, and the referrer gets an answer back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from citizens.actions.places import give_place
from citizens.actions.signpost import signpost
from citizens.enums import Place
from citizens.models import Citizen, Programme, Referral
from citizens.queries import programmes_of
from citizens.queries.numbers import case_number_taken
from citizens.validators import Cpr
from core.attribution import attributed_to
from core.context import acting_on
from core.dates import today
from core.models import Refused
from core.twice import TWICE_WITHIN, pressed_twice


@transaction.atomic
def refer(
    *, by: Any, programme: Programme, cpr: Cpr | None, citizen: Mapping[str, Any], referral: Mapping[str, Any]
) -> Citizen:
    """Take in a referral: the citizen, with `by` as coordinator, and what was said. Nothing more before a consent.

    Sent twice, it makes one citizen. Raises Refused: the citizen has not agreed, no date of birth, a programme of
    others, a number that is known.
    """
    if programme not in programmes_of(by):
        raise Refused(_("You do not take in referrals for this programme."), field="programme")
    if not referral.get("citizen_agrees"):
        raise Refused(_("A referral needs the citizen's own yes."), field="citizen_agrees")
    if referral.get("received_on", today()) > today():
        raise Refused(_("The day cannot be in the future."), field="received_on")
    row = Citizen(programme=programme, **citizen)
    set_birth(row, cpr, citizen.get("born_on"))
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)  # two presses at once: the second waits for the first
    if twin := _taken_in_just_now(row, referral, by):
        return twin
    row.case_number = _free_case_number()
    with acting_on([row.pk]):  # until the place stands, the database knows of no relation to the citizen
        with attributed_to(by):
            save_with_cpr(row)
            Referral(citizen=row, steps_done=[1], **referral).save()
        signpost(row)
        give_place(row, by=by, user=by, place=Place.COORDINATOR)
    return row


def _taken_in_just_now(row: Citizen, referral: Mapping[str, Any], by: Any) -> Citizen | None:
    """The citizen `by` made from the very same form: without a CPR number nothing else would tell them apart."""
    same = {name: getattr(row, name) for name in ("programme", "given_name", "family_name", "born_on")}
    for other in Citizen.objects.filter(created_at__gt=timezone.now() - TWICE_WITHIN, **same).order_by("id"):
        again = Referral(citizen=other, steps_done=[1], **referral)
        if other.cpr == row.cpr and pressed_twice(again, by=by, citizen=other):
            return other
    return None


@transaction.atomic
def answer_referral(referral: Referral, *, by: Any, revision: int, answer: str, answered_on: date | None) -> Referral:
    """Record what the referrer was told and when. Raises Stale, Refused."""
    referral = referral.locked(revision)
    if not answer.strip():
        raise Refused(_("Write what the referrer was told."), field="answer")
    day = answered_on or today()
    if day > today():
        raise Refused(_("The day cannot be in the future."), field="answered_on")
    if day < referral.received_on:
        raise Refused(_("That is before the referral came."), field="answered_on")
    referral.answer, referral.answered_on = answer, day
    with attributed_to(by):
        referral.save()
    return referral


def set_birth(citizen: Citizen, cpr: Cpr | None, born_on: date | None) -> None:
    """Give the citizen the number, or the typed date of birth where there is none yet. Raises Refused."""
    if cpr is not None:
        if born_on is not None and born_on != cpr.born_on:
            raise Refused(_("The date of birth does not go with the CPR number."), field="born_on")
        citizen.cpr, citizen.born_on = cpr.number, cpr.born_on
    elif born_on is None:
        raise Refused(_("Without a CPR number the date of birth is needed."), field="born_on")
    elif born_on > today():
        raise Refused(_("The date of birth is in the future."), field="born_on")
    else:
        citizen.born_on = born_on


def save_with_cpr(citizen: Citizen) -> None:
    """Save; a number that is known is refused by the database alone, so that two at once meet the same answer.

    Raises Refused. It must not tell where or with whom (domain.md § 7): there is nothing here it could tell.
    """
    try:
        with transaction.atomic():
            citizen.save()
    except IntegrityError as clash:
        diagnosis = getattr(clash.__cause__, "diag", None)
        if "cpr_lookup" not in (getattr(diagnosis, "constraint_name", None) or ""):
            raise
        raise Refused(_("This CPR number is already registered. Ask the project lead."), field="cpr") from clash


def _free_case_number() -> int:
    """A random number of six digits: it must not tell who came when."""
    while True:
        number = 100_000 + secrets.randbelow(900_000)
        if not case_number_taken(number):
            return number
