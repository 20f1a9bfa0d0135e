"""The plan on one page: the citizen's voice first, then challenges, four tracks, agreements and the crisis plan."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import through
from accounts.permissions import Permission
from citizens.access import CaseRequest
from citizens.models import Citizen
from citizens.queries import crumbs
from core.dates import today
from core.pages import page
from overview import access
from overview.queries import plan as queries
from plans import access as plans
from plans.models import Plan


def _told(request: CaseRequest, plan: Plan, **more: Any) -> dict[str, Any]:
    sheet = queries.plan_sheet(plan, request.case)
    return {"plan": plan, "sheet": sheet, "today": today(), "tab": "plan", "page_title": _("Plan"), **more}


@through(access.citizens_plan, Permission.PLAN_VIEW)
def plan(request: CaseRequest, plan: Plan | None) -> HttpResponse:
    """The citizen's plan, or what comes before there is one."""
    case = request.case
    trail = crumbs(case, (_("Plan"), None))
    if plan is None:
        earlier = queries.closed_plans(case)
        told = {"earlier": earlier, "tab": "plan", "page_title": _("Plan"), "breadcrumbs": trail}
        return page(request, "overview/plan_none.html", told)
    return page(request, "overview/plan.html", _told(request, plan, breadcrumbs=trail))


@through(access.citizen_with_plans, Permission.PLAN_VIEW)
def earlier_plans(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    case = request.case
    told = {"earlier": queries.closed_plans(case), "tab": "plan", "page_title": _("Earlier plans")}
    told["breadcrumbs"] = crumbs(case, (_("Earlier plans"), None))
    return page(request, "overview/plan_earlier.html", told)


@through(plans.plan, Permission.PLAN_VIEW)
def closed_plan(request: CaseRequest, plan: Plan) -> HttpResponse:
    """A closed plan, read-only: the door has taken away every right that changes it."""
    if plan.is_open:
        return redirect("overview:plan", citizen_id=plan.citizen_id)
    earlier = (_("Earlier plans"), reverse("overview:earlier_plans", args=[plan.citizen_id]))
    trail = crumbs(request.case, earlier, (_("Closed plan"), None))
    return page(request, "overview/plan.html", _told(request, plan, breadcrumbs=trail, page_title=_("Closed plan")))
