"""The tab "Meetings" of a citizen, a meeting's forms, and the list of all meetings by week."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import Request, note_shown, signed_in, through
from accounts.permissions import Permission
from audit.enums import Kind
from citizens.access import CaseRequest
from citizens.models import Citizen
from citizens.queries import crumbs
from core.dates import today
from core.forms import attempt
from core.pages import page, saved
from meetings import access, actions, forms, queries
from meetings.models import NetworkMeeting
from plans import access as plans_access
from plans.models import Plan


@signed_in(Permission.MEETING_VIEW, kind=Kind.LIST)
@require_safe
def coming(request: Request) -> HttpResponse:
    """The planned meetings of the citizens whose front page one may read, by week."""
    shown = Paginator(queries.coming(request.user), queries.PAGE_SIZE).get_page(request.GET.get("page"))
    weeks = queries.by_week(shown.object_list)
    note_shown(request, [row.plan.citizen_id for week in weeks for row in week.meetings])
    told = {"page": shown, "weeks": weeks, "breadcrumbs": [(_("Meetings"), None)]}
    return page(request, "meetings/coming.html", told)


@through(access.citizen, Permission.MEETING_VIEW)
@require_safe
def meetings(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    ahead, behind = queries.meetings_of(request.case)
    told = {"ahead": ahead, "behind": behind, "plan": queries.open_plan(citizen)}
    return page(request, "meetings/meetings.html", {**_about(request), **told})


@through(plans_access.front, Permission.MEETING_CHANGE, post=Kind.CREATE)
def add(request: CaseRequest, plan: Plan) -> HttpResponse:
    form = forms.MeetingForm(request.POST or None, plan=plan, by=request.user)
    if _done(request, form, lambda: actions.plan_meeting(plan, by=request.user, **form.values())):
        return _back(request, plan, _("The meeting is planned."))
    return _form(request, form, _("Plan a network meeting"))


@through(plans_access.front, Permission.MEETING_CHANGE, post=Kind.CREATE)
def record(request: CaseRequest, plan: Plan) -> HttpResponse:
    """Held, and never planned here."""
    form = forms.HeldMeetingForm(request.POST or None, plan=plan, by=request.user)
    if _done(request, form, lambda: actions.record_meeting(plan, by=request.user, **form.values())):
        return _back(request, plan, _("The meeting is written down as held."))
    return _form(request, form, _("A meeting that was held"))


@through(access.meeting, Permission.MEETING_CHANGE)
def edit(request: CaseRequest, meeting: NetworkMeeting) -> HttpResponse:
    form = forms.MeetingForm(request.POST or None, instance=meeting, plan=meeting.plan, by=request.user)
    act = lambda: actions.change_meeting(meeting, by=request.user, revision=form.base_revision, **form.values())  # noqa: E731
    if _done(request, form, act):
        return _back(request, meeting.plan, _("The meeting is changed."))
    return _form(request, form, _("Change the network meeting"))


@through(access.meeting, Permission.MEETING_CHANGE)
def held(request: CaseRequest, meeting: NetworkMeeting) -> HttpResponse:
    """After it the next one is asked for at once, unless it has a date already (domain.md § 5)."""
    form = forms.HeldForm(request.POST or None, initial={"held_on": min(meeting.meets_on, today())})
    if _done(request, form, lambda: actions.hold_meeting(meeting, by=request.user, **form.values())):
        if queries.next_day(meeting.plan) is not None:
            return _back(request, meeting.plan, _("The meeting is marked as held."))
        saved(request, _("The meeting is marked as held. When do you meet next?"))
        return redirect("meetings:add", plan_id=meeting.plan_id)
    what = _("The meeting stays on the list as held. You are asked for the next one at once.")
    return _confirm(request, _("The meeting was held"), _("Mark as held"), form=form, what=what, danger=False)


@through(access.meeting, Permission.MEETING_CHANGE)
def cancel(request: CaseRequest, meeting: NetworkMeeting) -> HttpResponse:
    form = forms.CancelForm(request.POST or None)
    if _done(request, form, lambda: actions.cancel_meeting(meeting, by=request.user, **form.values())):
        return _back(request, meeting.plan, _("The meeting is cancelled."))
    what = _("The meeting is no longer planned. It stays on the list with your reason. Tell those who were to come.")
    return _confirm(request, _("Cancel the meeting"), _("Cancel the meeting"), form=form, what=what, danger=True)


def _about(request: CaseRequest, *trail: Any) -> dict[str, Any]:
    """What every page of the tab is told: where it stands, and its title."""
    case = request.case
    tab = (_("Meetings"), queries.meetings_url(case.citizen.pk) if trail else None)
    titles = [(label, None) for label in trail]
    return {"tab": "meetings", "page_title": [tab, *titles][-1][0], "breadcrumbs": crumbs(case, tab, *titles)}


def _done(request: Request, form: Any, act: Any) -> bool:
    return request.method == "POST" and form.is_valid() and attempt(form, act) is not None


def _back(request: Request, plan: Plan, what: str) -> HttpResponse:
    saved(request, what)
    return redirect(queries.meetings_url(plan.citizen_id))


def _form(request: CaseRequest, form: Any, heading: str) -> HttpResponse:
    back = queries.meetings_url(request.case.citizen.pk)
    return page(request, "meetings/form.html", {**_about(request, heading), "form": form, "back": back})


def _confirm(request: CaseRequest, title: str, label: str, **told: Any) -> HttpResponse:
    told |= {"title": title, "label": label, "consequences": []}
    told["cancel_url"] = queries.meetings_url(request.case.citizen.pk)
    return page(request, "meetings/confirm.html", {**_about(request, title), **told})
