"""Print the week's plans: choose, see beforehand who is left out, follow the work, fetch the file."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Fresh, Request, note_shown, signed_in, through
from accounts.permissions import Permission
from audit.access import enough_opened, opens_again
from audit.enums import Kind
from citizens.access import CaseRequest
from citizens.queries import citizens_url
from core.forms import attempt
from core.held import goes_on
from core.models import Job
from core.pages import page
from overview import access
from overview.actions import fetch_pack, order_pack
from overview.enums import PackFormat, Period
from overview.forms import PackForm, WeekForm
from overview.queries import week as queries


def _ordered(request: Request, choose: WeekForm, form: PackForm) -> Job | None:
    if request.method != "POST" or not form.is_valid():
        return None
    told = form.cleaned_data
    chosen = [uuid.UUID(key) for key in told["citizens"]]
    if (until := opens_again(request, chosen)) is not None:
        form.add_error(None, f"{enough_opened()} {goes_on(until)}")
        return None
    choice, form_wanted = choose.choice(), PackFormat(told["fil"])
    return attempt(form, lambda: order_pack(by=request.user, choice=choice, citizens=chosen, form=form_wanted))


@signed_in(Permission.PLAN_PRINT, kind=Kind.LIST, fresh=Fresh.POST)
@require_http_methods(["GET", "HEAD", "POST"])
def week(request: Request) -> HttpResponse:
    """Which plans for whom, and who is left out; a POST orders the pack."""
    choose = WeekForm(request.POST or request.GET, recipients=queries.recipients(request.user))
    shown = queries.lines(request.user, choose.choice())
    note_shown(request, [line.citizen.pk for line in shown])
    ready = [line for line in shown if line.reason is None]
    form = PackForm(request.POST or None, ready=ready, ticked=choose.choice().period != Period.HAND)
    if (job := _ordered(request, choose, form)) is not None:
        return redirect("overview:pack", job.pk)
    left_out = [line for line in shown if line.reason]
    told = {"choose": choose, "form": form, "ready": ready, "left_out": left_out, "most": queries.MOST}
    told |= {"packs": queries.packs_of(request.user), "listed": queries.LISTED, "cut": len(shown) == queries.LISTED}
    told["breadcrumbs"] = [(_("Citizens"), citizens_url()), (_("Print the week’s plans"), None)]
    return page(request, "overview/week.html", told)


@through(access.pack, Permission.PLAN_PRINT)
@require_safe
def pack(request: CaseRequest, job: Job) -> HttpResponse:
    """How far the pack is; the page asks again by itself, and a reload tells the same."""
    left_out = [] if job.is_over else queries.left_out_of(request.user, job)
    note_shown(request, [row.citizen.pk for row in left_out if row.citizen])
    week_crumb = (_("Print the week’s plans"), reverse("overview:week"))
    trail = [(_("Citizens"), citizens_url()), week_crumb, (_("Pack of plans"), None)]
    told = {"job": job, "left_out": left_out, "breadcrumbs": trail}
    return page(request, "overview/pack.html", told, partial="overview/_pack.html")


@through(access.pack, Permission.PLAN_PRINT, post=Kind.READ, fresh=True)
@require_POST
def pack_file(request: CaseRequest, job: Job) -> HttpResponse:
    """The file itself. That each citizen was printed is recorded when it was made."""
    if not job.has_file:
        raise Http404("file")
    note_shown(request, [uuid.UUID(row["citizen"]) for row in job.told["printed"]])
    content = fetch_pack(job, by=request.user)
    if content is None:
        request.access_note.denied = True
        messages.warning(request, _("A consent or an access has changed since, so the file is deleted. Order again."))
        return redirect("overview:pack", job.pk)
    headers = {"Content-Disposition": f'attachment; filename="{job.result_name}"'}
    return HttpResponse(content, content_type=job.result_type, headers=headers)
