"""What an answer gives reason to talk about, and that it was talked about."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts.access import through
from accounts.permissions import Permission
from citizens.access import CaseRequest
from core.pages import page
from followups import access, forms
from followups.actions.concerns import talked_about
from followups.models import Concern
from followups.views.rounds import about, back, done, tab_url


@through(access.concern, Permission.FOLLOW_UP_ANSWER)
def talked(request: CaseRequest, concern: Concern) -> HttpResponse:
    """Ended by the talk. What another has written meanwhile stands there; what was typed is kept."""
    citizen = request.case.citizen
    form = forms.TalkedForm(request.POST or None)
    if done(request, form, lambda: talked_about(concern, by=request.user, **form.values())):
        return back(request, citizen, _("It is written down that you have talked about it."))
    told = {"form": form, "concern": concern, "back": tab_url(citizen)}
    return page(request, "followups/talked.html", {**about(request, _("We have talked about it")), **told})
