"""One's own sessions, and how one stays in: the list, what ends, and the answer to "are you still there?"."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access, actions, queries
from accounts.access import Fresh, Request, signed_in, through
from accounts.forms.people import EmptyForm
from accounts.models import User
from accounts.permissions import Permission
from accounts.views.administration import confirm, done
from accounts.views.people import of_person, person_url
from audit.enums import Kind
from core.pages import page, saved


@signed_in(Permission.OWN_SETTINGS, kind=Kind.READ, fresh=Fresh.POST)
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: Request) -> HttpResponse:
    """Where one is logged in; a press ends one of them, or all but this."""
    person, key = User.objects.get(pk=request.user.pk), request.session.session_key
    if request.method == "POST":
        if request.POST.get("end") == "others":
            actions.end_sessions(person, but=key)
        else:
            actions.end_session(person, handle=request.POST.get("end", ""))
        saved(request, _("You are logged out there."))
        return redirect("accounts:sessions")
    told = {"rows": queries.own_sessions(person, key), "breadcrumbs": [(_("Where I am logged in"), None)]}
    return page(request, "accounts/sessions.html", told)


@signed_in(Permission.OWN_SETTINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def stay(request: Request) -> HttpResponse:
    """A POST is use, which the middleware has counted; a GET asks how much is left. Both are answered by a header."""
    return HttpResponse(status=204)


@signed_in(Permission.OWN_SETTINGS)
@require_POST
def again(request: Request) -> HttpResponse:
    """The whole time is nearly up: out, and in again, in a window of its own. The page one was on keeps its text."""
    logout(request)
    messages.info(request, _("Log in again. Then close this window and go on where you were."))
    return redirect("account_login")


@through(access.person, Permission.PEOPLE_MANAGE)
def end_sessions(request: Request, person: User) -> HttpResponse:
    """The administrator ends all of a person's sessions: a lost phone, a machine left open."""
    form = EmptyForm(request.POST or None)
    if done(request, form, lambda: actions.end_sessions(person) + 1):
        saved(request, _("%(name)s is logged out everywhere.") % {"name": person.name})
        return redirect(person_url(person))
    lost = [_("Texts that are being written are kept as drafts; what stands in other fields is lost.")]
    lost += [_("The password stays. Make a link to a new one, too, if somebody else may know it.")]
    what = _("%(name)s is logged out of every browser at the next press.") % {"name": person.name}
    words = {"form": form, "what": what, "consequences": lost}
    told = of_person(request, person, _("End all sessions"))
    return confirm(request, told, _("End all sessions"), cancel_url=person_url(person), **words)
