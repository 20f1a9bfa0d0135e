from __future__ import annotations

import sys
from typing import Any

from allauth.account import views as allauth_views
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.template import loader
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import actions, queries
from accounts.access import Request, signed_in
from accounts.enums import Language
from accounts.forms.people import OwnDetailsForm, OwnEmailForm
from accounts.freshness import provider_of
from accounts.permissions import Permission
from accounts.views.administration import done
from core.middleware import refusal
from core.oidc.metadata import goodbye
from core.pages import page, saved


class LoginView(allauth_views.LoginView):
    """allauth's log-in; in the demo it lists whom one can try it as."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = super().get_context_data(**kwargs)
        told["providers"] = list(settings.OIDC_PROVIDERS.values())
        if settings.DEMO:
            told |= {"demo_people": queries.demo_people(), "demo_password": settings.DEMO_PASSWORD}
        return told


class LogoutView(allauth_views.LogoutView):
    """allauth's log-out. It ends our session; a provider's goes on, so that is said, or ended where it is set so."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        provider = settings.OIDC_PROVIDERS.get(provider_of(self.request))
        response = super().post(*args, **kwargs)
        if provider is None:
            return response
        back = self.request.build_absolute_uri(reverse("account_login"))
        if provider.end_session and (address := goodbye(provider, back)):
            return redirect(address)
        text = _("You may still be logged in at %(provider)s: close the browser, too.")
        messages.info(self.request, text % {"provider": provider.name})
        return response


class PasswordView(allauth_views.PasswordChangeView):
    """allauth's page; whoever logs in at a provider only has no password to change."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not request.user.has_usable_password():
            messages.info(request, _("You log in through your organisation, and have no password here."))
            return redirect("mfa_index")
        return super().dispatch(request, *args, **kwargs)


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
        _keep_language(response, chosen)
    return response


def _keep_language(response: HttpResponse, chosen: str) -> None:
    secure = settings.LANGUAGE_COOKIE_SECURE
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, secure=secure, httponly=True, samesite="Lax")


def denied(request: Request, exception: Exception) -> HttpResponse:
    """Every 403. Somebody who works nowhere today is told that, and whom to ask; a role would not help them."""
    homeless = request.user.is_authenticated and request.user.affiliation is None
    return render(request, "account/no_workplace.html" if homeless else "403.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Every 500. Without its database it is a 503: that passes, and whoever watches must be able to tell."""
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    page, status = ("503.html", 503) if away else ("500.html", 500)
    return HttpResponse(loader.get_template(page).render(), status=status)  # no request: what it would ask may be away


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Every 400: a broken address or form, a foreign host. What is too much for us is told apart from it."""
    too_much = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    return refusal(413 if too_much else 400)


@signed_in(Permission.OWN_SETTINGS)
def account(request: Request) -> HttpResponse:
    """What one tells about oneself; role and workplace are the administrator's."""
    person: Any = request.user
    form = OwnDetailsForm(request.POST or None, person=person)
    if done(request, form, lambda: actions.change_own(person, **form.values())):
        saved(request)
        response = redirect("accounts:account")
        _keep_language(response, form.cleaned_data["language"])
        return response
    told = {"form": form, "affiliation": person.affiliation, "breadcrumbs": [(_("My account"), None)]}
    return page(request, "accounts/account.html", told)


@signed_in(Permission.OWN_SETTINGS, fresh=True)
def own_email(request: Request) -> HttpResponse:
    """One's own address for mails, among them those about one's own log-in: asks for a fresh log-in."""
    person: Any = request.user
    form = OwnEmailForm(request.POST or None, initial={"email": person.email})
    if done(request, form, lambda: actions.change_own_email(person, **form.values())):
        saved(request)
        return redirect("accounts:account")
    lead = _("Mails about your work and your log-in go there. The address you have now is told of the change, too.")
    crumbs = [(_("My account"), reverse("accounts:account")), (_("E-mail"), None)]
    told = {"form": form, "lead": lead, "breadcrumbs": crumbs}
    return page(request, "accounts/own_email.html", told)
