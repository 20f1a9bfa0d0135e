"""Who changed what, when and why."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import through
from accounts.permissions import Permission
from citizens.access import CaseRequest
from citizens.access import citizen as find_citizen
from citizens.enums import TRACKS
from citizens.models import Citizen
from citizens.queries import crumbs
from citizens.queries.head import track_label
from core.pages import page
from overview.queries.timeline import timeline, topics_of


def _picked(choices: list[tuple[str, Any]], value: str) -> str:
    """A filter that is not among the reader's own choices narrows nothing."""
    return value if value in {key for key, _label in choices} else ""


@through(find_citizen, Permission.HISTORY_VIEW)
@require_safe
def show(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    case = request.case
    tracks = [(str(track), track_label(case, track)) for track in TRACKS if case.reads(track)]
    topics = [(str(topic), topic.label) for topic in topics_of(case)]
    track, topic = _picked(tracks, request.GET.get("spor", "")), _picked(topics, request.GET.get("slags", ""))
    context = {
        "timeline": timeline(case, track=track, topic=topic, after=request.GET.get("efter", "")),
        "filters": {"tracks": tracks, "topics": topics, "track": track, "topic": topic},
        "tab": "history",
        "page_title": _("History"),
        "breadcrumbs": crumbs(case, (_("History"), None)),
    }
    return page(request, "overview/timeline.html", context, partial="overview/_timeline.html")
