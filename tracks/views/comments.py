"""Comments open below the thing they are about: read by GET, written by POST to an address of their own."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import through
from accounts.permissions import Permission
from audit.enums import Kind
from citizens.access import CaseRequest
from core.forms import attempt
from core.pages import page, saved
from plans.views.answers import quietly, trail
from tracks import access, actions
from tracks.forms import CommentForm
from tracks.models import Goal, Intervention, Track
from tracks.queries import comments_on

_NOUNS: dict[type[Any], str] = {Track: "track", Goal: "goal", Intervention: "intervention"}


def _panel(request: CaseRequest, subject: Any, form: CommentForm | None = None) -> HttpResponse:
    track = subject if isinstance(subject, Track) else subject.track
    told = {
        "form": form or CommentForm(auto_id=f"comment-{subject.pk}-%s"),
        "lines": comments_on(request.case, subject),
        "subject": subject,
        "track": track,
        "write_url": reverse(f"tracks:comment_on_{_NOUNS[type(subject)]}", args=[subject.pk]),
        "cancel_url": reverse("tracks:track", args=[track.pk]),
        "tab": "plan",
        "page_title": _("Comments"),
        "breadcrumbs": trail(request, track.plan, _("Comments")),
    }
    return page(request, "tracks/comments.html", told, partial="tracks/_comments.html")


def _write(request: CaseRequest, subject: Any) -> HttpResponse:
    form = CommentForm(request.POST, auto_id=f"comment-{subject.pk}-%s")
    if form.is_valid() and attempt(form, lambda: actions.comment(subject, by=request.user, **form.values())):
        if request.htmx:
            return quietly(_panel(request, subject), f"comments-{subject.pk}")
        saved(request)
        return redirect(f"tracks:comments_on_{_NOUNS[type(subject)]}", subject.pk)
    return _panel(request, subject, form)


@through(access.track, Permission.LOG_VIEW)
@require_safe
def on_track(request: CaseRequest, track: Track) -> HttpResponse:
    return _panel(request, track)


@through(access.goal, Permission.LOG_VIEW)
@require_safe
def on_goal(request: CaseRequest, goal: Goal) -> HttpResponse:
    return _panel(request, goal)


@through(access.intervention, Permission.LOG_VIEW)
@require_safe
def on_intervention(request: CaseRequest, row: Intervention) -> HttpResponse:
    return _panel(request, row)


@through(access.track, Permission.LOG_COMMENT, post=Kind.CREATE)
@require_POST
def write_on_track(request: CaseRequest, track: Track) -> HttpResponse:
    return _write(request, track)


@through(access.goal, Permission.LOG_COMMENT, post=Kind.CREATE)
@require_POST
def write_on_goal(request: CaseRequest, goal: Goal) -> HttpResponse:
    return _write(request, goal)


@through(access.intervention, Permission.LOG_COMMENT, post=Kind.CREATE)
@require_POST
def write_on_intervention(request: CaseRequest, row: Intervention) -> HttpResponse:
    return _write(request, row)
