"""Step-up: what leads far asks for a log-in of the last minutes, and loses nothing that was typed.

The door (`accounts.access`) calls `demand` after it has judged the right, so that what one may not do, or may not
know of, answers as ever. Whoever has a second factor confirms with it, not with the password: a password is what a
browser fills in on a computer somebody has left. ADR 0025.
"""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.forms import ReauthenticateForm as PasswordForm
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.base.forms import ReauthenticateForm as CodeForm
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.utils import get_form_class
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from audit.actions import Noted
from core.held import typed

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
SAFE = ("GET", "HEAD")
PROVIDER = "provider"  # how allauth's records call a log-in at a provider (ADR 0030)
PREFIX = "confirm"  # of the fields with which a stale POST is confirmed; no form of ours has such names


def is_fresh(request: HttpRequest) -> bool:
    """Whether this person logged in, or confirmed that it is them, within `STEP_UP_MINUTES`.

    With a second factor set up only the factor counts, or a provider that has asked for two itself.
    """
    since = time.time() - settings.STEP_UP_MINUTES * 60
    recent = [row for row in get_authentication_records(request, request.user) if row["at"] > since]
    with_two = any(row["method"] == "mfa" or row.get("second_factor") for row in recent)
    return bool(recent) and (with_two or not is_mfa_enabled(request.user, FACTORS))


def provider_of(request: HttpRequest) -> str:
    """The id of the provider this session was last proved at; "" for none."""
    rows = [row for row in get_authentication_records(request, request.user) if row["method"] == PROVIDER]
    return str(rows[-1]["provider"]) if rows else ""


def has_proved_two(request: HttpRequest) -> bool:
    """Whether this session began at a provider that has asked for two factors: our own is not asked for then."""
    rows = get_authentication_records(request, request.user)
    return any(row["method"] == PROVIDER and row.get("second_factor") for row in rows)


def demand(request: Noted) -> HttpResponse | None:
    """None for whoever may go on; else the answer that asks. A POST comes back with all that was typed in it.

    Confirming is a request of its own (the 307 makes the browser repeat the POST): were the act refused in the same
    one, the used code would be rolled back with it and work again.
    """
    if is_fresh(request):
        return None
    request.access_note = None  # nothing was seen or done; a wrong code leaves its own note
    is_htmx = request.headers.get("HX-Request") == "true"
    if request.method in SAFE:
        return _sent_to_confirm(request, is_htmx)
    if is_htmx:
        # The page stays as it is, and asks in its own words (static/somv/somv.js).
        return HttpResponse(status=401, headers={"X-SOMV-Confirm": "1"})
    form = _form(request)
    if form is None or not form.is_bound:
        return _asked(request, form, status=422)
    if form.is_valid():
        _confirmed(request, form)
        return HttpResponse(status=307, headers={"Location": request.get_full_path()})  # the browser sends it all again
    # Not 4xx: what such an answer did is rolled back, and that a code was used or a guess made must stay.
    return _asked(request, form, status=200)


def address(path: str) -> str:
    """Where one confirms that it is oneself, on the way to `path`."""
    return f"{reverse('account_reauthenticate')}?{urlencode({'next': path}, safe='/')}"


def _sent_to_confirm(request: HttpRequest, is_htmx: bool) -> HttpResponse:
    path = request.get_full_path()
    if is_htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": address(path)})
    return redirect(address(path))


def _form(request: HttpRequest) -> Any:
    """The one question: a code where there is an app, else the password; none for whoever has passkeys only."""
    methods = {row["id"] for row in get_adapter(request).get_reauthentication_methods(request.user)}
    data = request.POST if any(name.startswith(f"{PREFIX}-") for name in request.POST) else None
    if "mfa_reauthenticate" in methods:
        return get_form_class(mfa_settings.FORMS, "reauthenticate", CodeForm)(data, user=request.user, prefix=PREFIX)
    if "reauthenticate" in methods:
        return PasswordForm(data, user=request.user, prefix=PREFIX)
    return None


def _confirmed(request: HttpRequest, form: Any) -> None:
    if isinstance(form, CodeForm):
        form.save()
    else:
        reauthenticate_by_password(request)


def _asked(request: HttpRequest, form: Any, *, status: int) -> HttpResponse:
    """The page that asks, with what was typed in hidden fields: confirming sends it on to where it was going."""
    told = {"form": form, "kept": typed(request, but=f"{PREFIX}-"), "other_window": reverse("account_reauthenticate")}
    return render(request, "account/step_up.html", told, status=status)
