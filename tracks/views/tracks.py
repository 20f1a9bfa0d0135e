from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import through
from accounts.permissions import Permission
from citizens.access import CaseRequest
from tracks import access, actions
from tracks.forms import TrackForm
from tracks.models import Track
from tracks.views.answers import done, in_place, shown_track, tried


@through(access.track, Permission.PLAN_VIEW)
@require_safe
def show(request: CaseRequest, track: Track) -> HttpResponse:
    return shown_track(request, track)


@through(access.track, Permission.PLAN_CHANGE)
def edit(request: CaseRequest, track: Track) -> HttpResponse:
    form = TrackForm(request.POST or None, instance=track)
    if tried(
        request,
        form,
        lambda: actions.change_track(track, by=request.user, revision=form.base_revision, **form.values()),
    ):
        return done(request, track, track.pk)
    return in_place(request, "line", track, form, _("Status of the track"), f"line-{track.pk}")
