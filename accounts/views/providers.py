"""Log-in at an organisation's own provider: the way there, the way back, and what is done with the answer (ADR 0030).

The way begins with a POST of ours and ends in the session it began in. What it was for stands there, never in an
address.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.account.models import Login
from allauth.mfa.internal.constants import LoginStageKey
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from accounts import access, actions, queries
from accounts.access import Request, signed_in, through
from accounts.enums import Errand
from accounts.forms.people import EmptyForm, UntieForm
from accounts.freshness import PROVIDER, is_fresh
from accounts.models import ProviderLink, User
from accounts.permissions import Permission
from accounts.views.administration import confirm, done
from accounts.views.people import of_person, person_url
from audit.actions import Note, Noted
from audit.enums import Kind
from core.models import Refused
from core.oidc.flow import Claims, begin, finish
from core.oidc.metadata import Failed
from core.oidc.providers import Provider
from core.pages import page, saved

logger = logging.getLogger(__name__)
WAY, NO = "provider_way", "provider_refused"  # in the session: what was asked, and why the last answer opened nothing
SECOND_STEP = LoginStageKey.MFA_AUTHENTICATE.value


@login_not_required
@require_POST
def log_in_by_provider(request: Noted) -> HttpResponse:
    provider = _chosen(request, settings.OIDC_PROVIDERS.values())
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    return _sent(request, provider, Errand.LOGIN)


@login_not_required
@require_POST
def accept_by_provider(request: Noted, token: str) -> HttpResponse:
    """From a one-time link. A link that does not work, and a provider that is not offered, do not exist."""
    invitation = queries.open_link(token)
    if invitation is None or request.user.is_authenticated:
        request.access_note = Note(kind=Kind.LOGIN_FAILED, denied=True)
        raise Http404("one-time link")
    provider = _chosen(request, queries.offered_by_link(invitation.user))
    return _sent(request, provider, Errand.ACCEPT, invitation=str(invitation.pk))


@signed_in(Permission.OWN_SETTINGS, fresh=True)
@require_POST
def add_provider(request: Request) -> HttpResponse:
    return _sent(request, _chosen(request, queries.offered_to(request.user)), Errand.LINK)


@signed_in(Permission.OWN_SETTINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_by_provider(request: Request) -> HttpResponse:
    """Step-up for whoever logs in at a provider: it must ask them now, whatever session it has."""
    offered = queries.confirming(request.user)
    if not offered:
        raise Http404("provider")
    if request.method == "POST":
        return _sent(request, _chosen(request, offered), Errand.CONFIRM)
    return page(request, "account/confirm_by_provider.html", {"providers": offered, "next": _local(request)})


@login_not_required
@require_GET
def provider_back(request: Noted, provider: str) -> HttpResponse:
    """Where a provider sends the browser. Each way is gone once: what comes a second time is refused."""
    known = settings.OIDC_PROVIDERS.get(provider)
    if known is None:
        raise Http404("provider")
    way = request.session.pop(WAY, None)
    try:
        claims = _judged(request, known, way)
        return _ENDS[way["errand"]](request, known, way, claims)
    except Failed as error:
        return _refused(request, known, error.code)
    except Refused as error:
        return _refused(request, known, "refused", str(error.message))


@login_not_required
@require_safe
def provider_refused(request: Noted) -> HttpResponse:
    """Why the last answer of a provider opened nothing, for the session it came to."""
    told = request.session.get(NO, {})
    provider = settings.OIDC_PROVIDERS.get(told.get("provider", ""))
    if provider is None:
        raise Http404("provider")
    back = reverse("mfa_index" if request.user.is_authenticated else "account_login")
    return page(request, "account/provider_refused.html", {**told, "provider": provider, "back": back}, status=403)


@through(access.own_provider, Permission.OWN_SETTINGS, fresh=True)
def remove_own_provider(request: Request, link: ProviderLink) -> HttpResponse:
    """One's own; the administrator takes the last way in away, nobody themselves."""
    form, name = EmptyForm(request.POST or None), queries.provider_name(link)
    if done(request, form, lambda: actions.remove_own_provider(link, session=request.session.session_key)):
        saved(request, _("%(provider)s no longer opens your log-in.") % {"provider": name})
        return redirect("mfa_index")
    told = {"page_title": _("Remove %(provider)s") % {"provider": name}, "form": form, "label": _("Remove")}
    told["what"] = _("You can then no longer log in with %(provider)s.") % {"provider": name}
    told["consequences"] = [_("You are logged out everywhere else, and told by mail.")]
    return page(request, "account/remove_provider.html", {**told, "cancel_url": reverse("mfa_index")})


@through(access.provider_link, Permission.PEOPLE_MANAGE, fresh=True)
def remove_provider(request: Request, link: ProviderLink) -> HttpResponse:
    form, person, name = UntieForm(request.POST or None), link.user, queries.provider_name(link)
    if done(request, form, lambda: actions.remove_provider(link, by=request.user, **form.values())):
        saved(request, _("%(name)s can no longer log in with %(provider)s.") % {"provider": name, "name": person.name})
        return redirect(person_url(person))
    what = _("%(name)s can no longer log in with %(provider)s.") % {"provider": name, "name": person.name}
    lost = [_("The person is logged out everywhere, and told by mail.")]
    lost += [_("Without a password the person needs a new one-time link to get in again.")]
    told = of_person(request, person, _("Remove %(provider)s") % {"provider": name})
    words = {"form": form, "what": what, "consequences": lost, "cancel_url": person_url(person)}
    return confirm(request, told, _("Remove"), **words)


def _chosen(request: Noted, offered: Iterable[Provider]) -> Provider:
    """The provider the button names. Raises Http404 for one that is not offered."""
    for provider in offered:
        if provider.id == request.POST.get("provider"):
            return provider
    raise Http404("provider")


def _local(request: Noted) -> str:
    """Where to afterwards: an address of ours, else nowhere in particular."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else ""


def _sent(request: Noted, provider: Provider, errand: Errand, **told: Any) -> HttpResponse:
    """To the provider. All but a plain log-in must be proved there now: a colleague's session must not be tied."""
    is_now = errand != Errand.LOGIN
    back = request.build_absolute_uri(reverse("accounts:provider_back", args=[provider.id]))
    request.session.pop(NO, None)
    try:
        way = begin(provider, back=back, max_age=0 if is_now else settings.SESSION_LONGEST, again=is_now)
    except Failed as error:
        return _refused(request, provider, error.code)
    told |= {"errand": str(errand), "next": _local(request), "who": str(request.user.pk or "")}
    request.session[WAY] = {**way.kept, **told}
    return redirect(way.address)


def _judged(request: Noted, provider: Provider, way: dict[str, Any] | None) -> Claims:
    """What may be believed of the answer. Raises Failed, also for a log-in that is not as sure as we ask for."""
    if way is None or way["who"] != str(request.user.pk or ""):
        raise Failed("not-begun")
    claims = finish(provider, way, request.GET.dict())
    if not provider.reaches(claims.level, provider.minimum_level):
        raise Failed("level")
    return claims


def _record(request: Noted, person: User, provider: Provider, claims: Claims, **more: Any) -> bool:
    """Note when and how it was proved. Returns whether the provider has asked for two factors."""
    both = provider.second_factor_level
    is_both = bool(both) and provider.reaches(claims.level, both)
    told = {"provider": provider.id, "second_factor": is_both, "at": claims.proved_at or 0, **more}
    record_authentication(request, person, PROVIDER, **told)
    return is_both


def _entered(request: Noted, person: User, provider: Provider, claims: Claims, wanted: str) -> HttpResponse:
    """In, past our own second step where the provider has asked for two factors, else through it."""
    handled = {"stages": {SECOND_STEP: {"handled": True}}} if _record(request, person, provider, claims) else {}
    return perform_login(request, Login(user=person, redirect_url=wanted or None, state=handled))


def _log_in(request: Noted, provider: Provider, way: dict[str, Any], claims: Claims) -> HttpResponse:
    """Whom nobody has tied to a person here is nobody: no name, e-mail or number of the provider's is looked at."""
    link = queries.linked(provider, claims.subject)
    if link is None or not queries.speaks_for(provider, link.user):
        return _refused(request, provider, "unknown", person=link.user if link else None)
    return _entered(request, link.user, provider, claims, way["next"])


def _accept(request: Noted, provider: Provider, way: dict[str, Any], claims: Claims) -> HttpResponse:
    invitation = uuid.UUID(way["invitation"])
    person = actions.accept_by_provider(invitation, provider=provider, subject=claims.subject)
    if not queries.speaks_for(provider, person):  # works there from a later day
        saved(request, _("%(provider)s opens your log-in from your first day.") % {"provider": provider.name})
        return redirect("account_login")
    return _entered(request, person, provider, claims, "")


def _link(request: Noted, provider: Provider, way: dict[str, Any], claims: Claims) -> HttpResponse:
    person: Any = request.user
    actions.add_provider(person, provider=provider, subject=claims.subject)
    request.access_note = Note(kind=Kind.CHANGE, object_type=person._meta.label, object_id=person.pk)
    saved(request, _("You can now log in with %(provider)s.") % {"provider": provider.name})
    return redirect("mfa_index")


def _confirm(request: Noted, provider: Provider, way: dict[str, Any], claims: Claims) -> HttpResponse:
    link = queries.linked(provider, claims.subject)
    if link is None or link.user.pk != request.user.pk or not queries.speaks_for(provider, link.user):
        raise Failed("other-person")
    _record(request, link.user, provider, claims, reauthenticated=True)
    if not is_fresh(request):
        raise Failed("level")
    request.session.pop(STATE_SESSION_KEY, None)  # what allauth was about to repeat unasked: the person presses again
    return redirect(way["next"] or settings.LOGIN_REDIRECT_URL)


_ENDS: dict[str, Callable[[Noted, Provider, dict[str, Any], Claims], HttpResponse]] = {
    Errand.LOGIN: _log_in,
    Errand.ACCEPT: _accept,
    Errand.LINK: _link,
    Errand.CONFIRM: _confirm,
}


def _refused(
    request: Noted, provider: Provider, code: str, words: str = "", person: User | None = None
) -> HttpResponse:
    """To a page that says what to do: its address holds no code. The log says why in one word, and never who."""
    logger.info("log-in at provider %s refused: %s", provider.id, code)
    request.access_note = Note(kind=Kind.LOGIN_FAILED, denied=True, user=person)
    why = code if code in ("level", "unknown", "ended") else "failed"
    request.session[NO] = {"provider": provider.id, "words": words, "why": why}
    return redirect("accounts:provider_refused")
