"""Which lists a plan has."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.access import through
from accounts.permissions import Permission
from citizens.access import CaseRequest
from plans import access, actions, forms, models, queries
from plans.views.lines import Lines, done

SITUATION = Lines(
    name="situation",
    names="situations",
    model=models.Situation,
    form=forms.SituationForm,
    of_plan=access.plan,
    of_row=access.situation,
    listed=queries.situations,
    root="plan-situations",
    title=_("The situation"),
    add_title=_("Add an area"),
    edit_title=_("Edit the area"),
    remove_title=_("Remove the area from the plan?"),
)
CHALLENGE = Lines(
    name="challenge",
    names="challenges",
    model=models.Challenge,
    form=forms.ChallengeForm,
    of_plan=access.plan,
    of_row=access.challenge,
    listed=queries.challenges,
    root="plan-challenges",
    title=_("Biggest challenges right now"),
    add_title=_("Add a challenge"),
    edit_title=_("Edit the challenge"),
    remove_title=_("Remove the challenge from the plan?"),
)
AGREEMENT = Lines(
    name="agreement",
    names="agreements",
    model=models.Agreement,
    form=forms.AgreementForm,
    of_plan=access.front,
    of_row=access.agreement,
    listed=queries.agreements,
    root="plan-agreements",
    title=_("Agreements before the next meeting"),
    add_title=_("Add an agreement"),
    edit_title=_("Edit the agreement"),
    remove_title=_("Remove the agreement from the plan?"),
)
OTHER_PLAN = Lines(
    name="other_plan",
    names="other_plans",
    model=models.OtherPlan,
    form=forms.OtherPlanForm,
    of_plan=access.plan,
    of_row=access.other_plan,
    listed=queries.other_plans,
    root="plan-other-plans",
    title=_("Other plans"),
    add_title=_("Add another plan"),
    edit_title=_("Edit the other plan"),
    remove_title=_("Remove the other plan from the list?"),
)
CONTACT = Lines(
    name="contact",
    names="contacts",
    model=models.CrisisContact,
    form=forms.ContactForm,
    of_plan=access.crisis,
    of_row=access.crisis_contact,
    listed=queries.contacts,
    root="plan-contacts",
    title=_("Whom to contact in a crisis"),
    add_title=_("Add a contact"),
    edit_title=_("Edit the contact"),
    remove_title=_("Remove the contact from the crisis plan?"),
)


@through(access.agreement, Permission.PLAN_CHANGE)
@require_POST
def agreement_done(request: CaseRequest, agreement: Any) -> HttpResponse:
    """The agreement is kept today, or is open again."""
    kept = request.POST.get("done") == "yes"
    return done(request, AGREEMENT, agreement.plan, lambda: actions.mark_done(agreement, by=request.user, done=kept))
