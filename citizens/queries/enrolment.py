"""Where the enrolment stands: the five steps, and where a citizen's pages begin."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from citizens.access import Case
from citizens.enums import Stage
from citizens.models import Citizen, Referral

# (number, label, URL name): screens.md, Enrolment
STEPS = (
    (1, _("CPR and master data"), "citizens:enrol_master"),
    (2, _("Screening"), "citizens:enrol_screening"),
    (3, _("Consent"), "citizens:enrol_consent"),
    (4, _("Network"), "citizens:enrol_network"),
    (5, _("What matters to you"), "tracks:enrol_voice"),
)
LAST_STEP = len(STEPS)


def steps_done(citizen: Citizen) -> set[int]:
    """The steps that are done; all of them where the citizen came without a referral (imported)."""
    referral = Referral.objects.filter(citizen=citizen).only("steps_done").first()
    return set(referral.steps_done) if referral else set(range(1, LAST_STEP + 1))


def next_step(done: set[int]) -> int | None:
    """The first step not done, None when all are."""
    return next((number for number, _label, _name in STEPS if number not in done), None)


def enrolment_steps(citizen: Citizen, current: int) -> list[dict[str, Any]]:
    """The step indicator's rows for `current` (1–5). A step is open once those before it are done."""
    done = steps_done(citizen)
    following = next_step(done)
    return [
        {
            "label": label,
            "url": reverse(name, args=[citizen.pk]) if number in done or number in (current, following) else None,
            "current": number == current,
            "done": number in done,
        }
        for number, label, name in STEPS
    ]


def steps_ahead() -> list[dict[str, Any]]:
    """The row of steps before there is a citizen: the referral begins the first, none can be opened yet."""
    return [{"label": label, "url": None, "current": number == 1, "done": False} for number, label, _name in STEPS]


def step_url(citizen: Citizen, number: int) -> str:
    """The address of step `number`."""
    return reverse(STEPS[number - 1][2], args=[citizen.pk])


def detail_url(case: Case) -> str:
    """Where the citizen's pages begin for this reader: the plan, or the enrolment where it was left."""
    citizen = case.citizen
    plan = reverse("overview:plan", args=[citizen.pk])
    if citizen.voided:
        return reverse("citizens:master", args=[citizen.pk])
    if not case.may(Permission.CITIZEN_ENROL) or citizen.stage == Stage.LEFT:
        return plan
    if citizen.stage == Stage.EXCLUDED:  # the screening says so, and how the enrolment is taken up again
        return step_url(citizen, 2)
    if citizen.stage == Stage.INCLUDED and getattr(citizen, "signpost", None) and citizen.signpost.plan_state:
        return plan
    following = next_step(steps_done(citizen))
    if following is None:
        return plan if citizen.stage == Stage.INCLUDED else step_url(citizen, 2)
    return step_url(citizen, following)
