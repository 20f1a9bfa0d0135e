"""How a page of the tracks answers: the track anew where htmx asked, else back to the plan."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.access import Request
from citizens.access import CaseRequest
from core.dates import today
from core.forms import attempt
from core.models import Refused
from core.pages import page, saved
from plans.views.answers import plan_url, quietly, trail
from tracks.models import Track
from tracks.queries import tracks_of


def tried(request: Request, form: Any, act: Callable[[], Any]) -> Any:
    """What the action made of a posted and valid form; None when there is nothing to do, or the form says why not."""
    return attempt(form, act) if request.method == "POST" and form.is_valid() else None


def shown_track(
    request: CaseRequest, track: Track, *, focus: uuid.UUID | None = None, status: int = 200
) -> HttpResponse:
    """The track as it now is: its partial for htmx, else the plan's page at this track."""
    if not request.htmx:
        return redirect(plan_url(track.plan, f"track-{track.pk}"))
    rows = tracks_of(track.plan, request.case, only=track.pk)
    if not rows:
        raise Http404("track")
    told = {"track": rows[0], "today": today(), "focus": focus}
    return page(request, "tracks/_track.html", told, partial="tracks/_track.html", status=status)


def done(request: CaseRequest, track: Track, focus: uuid.UUID | None = None) -> HttpResponse:
    """It is saved: say so, and show the track in its place with the cursor on what was saved."""
    if not request.htmx:
        saved(request)
        return shown_track(request, track)
    return quietly(shown_track(request, track, focus=focus), f"track-{track.pk}")


def moved(request: CaseRequest, track: Track, act: Callable[[], Any]) -> HttpResponse:
    """Move and show the track; what is refused (the plan was closed meanwhile) shows the track as it is."""
    try:
        act()
    except Refused:
        return shown_track(request, track, status=422)
    return done(request, track)


def in_place(request: CaseRequest, noun: str, track: Track, form: Any, title: Any, root: str) -> HttpResponse:
    """A form in the place of the slot `root`, or a page of its own; 422 when it was refused."""
    told = {
        "form": form,
        "track": track,
        "root": root,
        "title": title,
        "page_title": title,
        "tab": "plan",
        "cancel_url": reverse("tracks:track", args=[track.pk]),
        "form_template": f"tracks/_{noun}_form.html",
        "breadcrumbs": trail(request, track.plan, title),
    }
    return page(request, "tracks/form.html", told, partial=f"tracks/_{noun}_form.html")
