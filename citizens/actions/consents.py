"""Consents: recorded as they were given, added up, and withdrawn by a word (domain.md § 4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from citizens.access import GRACE, valid_consent
from citizens.actions.enrolment import include_when_ready, mark_step
from citizens.enums import ConsentForm, ConsentKind, Stage
from citizens.models import Citizen, Consent, ConsentScope
from core.attribution import attributed_to
from core.dates import add_months, today
from core.models import Refused
from core.twice import pressed_twice

CONSENT_STEP = 3  # of the enrolment


class Cell(NamedTuple):
    """One organisation × part, and whether it may read or also comment."""

    organisation: Organisation
    part: str
    level: str


@transaction.atomic
def record_consent(
    citizen: Citizen,
    *,
    by: Any,
    kind: str,
    form: str,
    purpose: str,
    why_oral: str = "",
    given_on: date | None = None,
    given_to: User | None = None,
    expires_on: date | None = None,
    cells: Iterable[tuple[Organisation, str, str]] = (),
) -> Consent:
    """Record a consent beside those that stand; none is overwritten. `expires_on` is the first day it is gone.

    An exchange consent names its cells and runs one year where nothing is said, never longer. `given_to` is `by`
    when not said. Participation ticks the enrolment's step off and includes who is screened. Raises Refused.
    """
    citizen.locked()
    consent = Consent(
        citizen=citizen, kind=kind, form=form, purpose=purpose, given_on=given_on or today(), given_to=given_to or by,
        why_oral=why_oral if form == ConsentForm.ORAL else "", expires_on=expires_on,
    )  # fmt: skip
    scopes = [Cell(*cell) for cell in cells]
    if kind == ConsentKind.EXCHANGE and expires_on is None:
        consent.expires_on = add_months(consent.given_on, 12)
    twin = pressed_twice(consent, by=by, citizen=citizen)
    if twin is not None and {(row.organisation_id, row.part, row.level) for row in twin.scopes.all()} == {
        (cell.organisation.pk, str(cell.part), str(cell.level)) for cell in scopes
    }:
        return twin  # sent twice
    _judge(consent, scopes)
    with attributed_to(by):
        consent.save()
        for cell in scopes:
            ConsentScope(consent=consent, organisation=cell.organisation, part=cell.part, level=cell.level).save()
    if kind == ConsentKind.PARTICIPATION:
        mark_step(citizen, CONSENT_STEP, by)
        include_when_ready(citizen, by)
    return consent


@transaction.atomic
def withdraw_consent(
    consent: Consent, *, by: Any, withdrawn_by: str, withdrawn_how: str, withdrawn_on: date | None = None
) -> Consent:
    """Withdraw a whole consent; it bites at the next request. Raises Refused: already withdrawn, bad day."""
    consent = consent.locked()
    day = _withdrawal_day(withdrawn_on, consent.given_on, withdrawn_by, withdrawn_how)
    if consent.withdrawn_on is not None:
        raise Refused(_("The consent is already withdrawn."))
    consent.withdrawn_on, consent.withdrawn_by, consent.withdrawn_how = day, withdrawn_by, withdrawn_how
    with attributed_to(by):
        consent.save()
    return consent


@transaction.atomic
def withdraw_participation(
    consent: Consent,
    *,
    by: Any,
    withdrawn_by: str,
    withdrawn_how: str,
    withdrawn_on: date | None = None,
    exchange_too: bool = False,
) -> Consent:
    """Withdraw participation and, when said, every exchange consent that stands. Raises Refused."""
    citizen = consent.citizen.locked()
    if withdrawn_on is not None and withdrawn_on <= today() - GRACE:
        raise Refused(
            _("Write a day less than 30 days ago: after that nobody could close the case any more."),
            field="withdrawn_on",
        )
    said: dict[str, Any] = {"withdrawn_by": withdrawn_by, "withdrawn_how": withdrawn_how, "withdrawn_on": withdrawn_on}
    consent = withdraw_consent(consent, by=by, **said)
    if exchange_too:
        others = Consent.objects.filter(citizen=citizen, kind=ConsentKind.EXCHANGE, withdrawn_on__isnull=True)
        for other in others.filter(expires_on__gt=today()).order_by("id"):
            withdraw_consent(other, by=by, **said)
    return consent


@transaction.atomic
def withdraw_organisation(
    citizen: Citizen,
    organisation: Organisation,
    *,
    by: Any,
    withdrawn_by: str,
    withdrawn_how: str,
    withdrawn_on: date | None = None,
) -> list[ConsentScope]:
    """End an organisation's cells in every consent of the citizen. Returns them; raises Refused when there are none."""
    citizen.locked()
    cells = list(
        ConsentScope.objects.select_for_update(of=("self",))
        .filter(consent__citizen=citizen, consent__withdrawn_on__isnull=True)
        .filter(organisation=organisation, ended_on__isnull=True)
        .select_related("consent", "organisation")
        .order_by("id")
    )
    if not cells:
        raise Refused(_("%(organisation)s has no consent to withdraw.") % {"organisation": organisation})
    newest = max(cell.consent.given_on for cell in cells)
    day = _withdrawal_day(withdrawn_on, newest, withdrawn_by, withdrawn_how)
    with attributed_to(by):
        for cell in cells:
            cell.ended_on, cell.ended_by, cell.ended_how = day, withdrawn_by, withdrawn_how
            cell.save()
    return cells


def _withdrawal_day(day: date | None, given_on: date, withdrawn_by: str, withdrawn_how: str) -> date:
    day = day or today()
    if day > today():
        raise Refused(_("A withdrawal counts at once; the day cannot be in the future."), field="withdrawn_on")
    if day < given_on:
        raise Refused(_("The consent was given later than that day."), field="withdrawn_on")
    if not withdrawn_by.strip():
        raise Refused(_("Write who said it."), field="withdrawn_by")
    if not withdrawn_how:
        raise Refused(_("Choose how it was said."), field="withdrawn_how")
    return day


def _judge(consent: Consent, cells: list[Cell]) -> None:
    if consent.given_on > today():
        raise Refused(_("A consent cannot be given in the future."), field="given_on")
    if not consent.purpose.strip():
        raise Refused(_("Write what the consent is for."), field="purpose")
    if consent.form == ConsentForm.ORAL and not consent.why_oral.strip():
        raise Refused(_("Write why the consent is oral."), field="why_oral")
    if consent.expires_on is not None and consent.expires_on <= consent.given_on:
        raise Refused(_("The consent would end before it begins."), field="expires_on")
    if consent.kind == ConsentKind.EXCHANGE:
        _judge_exchange(consent, cells)
    elif cells:
        raise Refused(_("Only a consent to exchange information names organisations."))
    if consent.kind == ConsentKind.PARTICIPATION:
        _judge_participation(consent)


def _judge_exchange(consent: Consent, cells: list[Cell]) -> None:
    longest = add_months(consent.given_on, 12)
    if consent.expires_on is None or consent.expires_on > longest:
        raise Refused(
            _("A consent to exchange information lasts at most one year after it was given."), field="expires_on"
        )
    if not cells:
        raise Refused(_("Choose at least one organisation and what it may see; a consent is never general."))
    for organisation in {cell.organisation for cell in cells}:
        if organisation.ends_on is not None and organisation.ends_on <= consent.given_on:
            raise Refused(_("%(organisation)s no longer exists.") % {"organisation": organisation})


def _judge_participation(consent: Consent) -> None:
    if consent.expires_on is not None:
        raise Refused(_("Participation lasts until it is withdrawn; it has no end date."), field="expires_on")
    if consent.citizen.stage in (Stage.EXCLUDED, Stage.LEFT):
        raise Refused(_("The enrolment has ended; take it up again first."))
    standing = Consent.objects.filter(citizen_id=consent.citizen_id, kind=ConsentKind.PARTICIPATION)
    if standing.filter(valid_consent(today())).exists():
        raise Refused(_("There is already a consent to participate."), field="kind")
