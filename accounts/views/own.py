from __future__ import annotations

from typing import Any

from allauth.account import views as allauth_views
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import actions, queries
from accounts.access import signed_in
from accounts.enums import Language
from accounts.forms.people import DetailsForm
from accounts.permissions import Permission
from accounts.views.administration import done
from core.pages import page, saved


class LoginView(allauth_views.LoginView):
    """allauth's log-in; in the demo it lists whom one can try it as."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = super().get_context_data(**kwargs)
        if settings.DEMO:
            told |= {"demo_people": queries.demo_people(), "demo_password": settings.DEMO_PASSWORD}
        return told


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch language and go back to the page one came from; a foreign address is never followed."""
    chosen = request.POST.get("language", "")
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = resolve_url(settings.LOGIN_REDIRECT_URL)
    response = redirect(back)
    if chosen in Language.values:
        if request.user.is_authenticated:
            actions.choose_language(request.user, language=chosen)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, secure=not settings.PLAYGROUND, samesite="Lax")
    return response


def denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Every 403. Somebody who works nowhere today is told that, and whom to ask; a role would not help them."""
    homeless = request.user.is_authenticated and request.user.affiliation is None
    return render(request, "account/no_workplace.html" if homeless else "403.html", status=403)


@signed_in(Permission.OWN_SETTINGS)
def account(request: HttpRequest) -> HttpResponse:
    """What one tells about oneself; role and workplace are the administrator's."""
    person: Any = request.user
    form = DetailsForm(request.POST or None, person=person)
    if done(request, form, lambda: actions.change_own(person, **form.values())):
        saved(request)
        response = redirect("accounts:account")
        chosen = form.cleaned_data["language"]
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, secure=not settings.PLAYGROUND, samesite="Lax")
        return response
    told = {"form": form, "affiliation": person.affiliation, "breadcrumbs": [(_("My account"), None)]}
    return page(request, "accounts/account.html", told)
