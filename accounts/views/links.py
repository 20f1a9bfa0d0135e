"""Behind a one-time link: the only page that lets somebody choose a password without being logged in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import actions, lockout, queries
from accounts.enums import TryKind
from accounts.forms.people import PasswordForm
from accounts.models import Invitation, User
from accounts.views.administration import done
from audit.actions import Note, Noted
from audit.enums import Kind
from core.pages import page


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: Noted, token: str) -> HttpResponse:
    """Unknown, used, withdrawn, past, deactivated: the answer is the same, so that nothing can be learnt from it."""
    invitation = _open(request, token)
    if invitation is None:
        request.access_note = Note(kind=Kind.LOGIN_FAILED, denied=True)
        return page(request, "accounts/welcome_over.html", status=404)
    person = invitation.user
    form = PasswordForm(request.POST or None, person=person)
    if done(request, form, lambda: actions.use_link(token, password=form.cleaned_data["password"])):
        _note(request, person)
        messages.success(request, _("Your password is set. Log in with it."))
        return redirect("account_login")
    told = {"form": form, "person": person, "token": token, "providers": queries.offered_by_link(person)}
    return page(request, "accounts/welcome.html", told)


def _open(request: Noted, token: str) -> Invitation | None:
    """For a network that has tried many links none is looked up. Counted afterwards: a 404 leaves nothing behind."""
    slot = lockout.of_source(request, TryKind.LINK)
    if lockout.is_shut(slot):
        return None
    invitation = queries.open_link(token)
    if invitation is None:
        request.afterwards.append(lambda: lockout.count(slot))
    return invitation


def _note(request: Noted, person: User) -> None:
    note = Note(kind=Kind.CHANGE, user=person, object_type=person._meta.label, object_id=person.pk)
    request.access_note = note
