"""One's own security: allauth's pages about second factors, in our addresses and with passkeys in the same place."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import quote

from allauth.account.decorators import reauthentication_required
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.signals import authenticator_reset
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic.edit import FormView

from accounts import actions, queries
from accounts.freshness import has_proved_two
from accounts.login import recovery

_SPACE = uuid.UUID("5f0d6b1e-58f2-4c64-9d7e-0d4a3f4a7c11")


def key_of(row: Authenticator) -> uuid.UUID:
    """What an address calls a passkey: allauth numbers them in sequence, and a sequence stands in no address."""
    return uuid.uuid5(_SPACE, f"{row.user_id}:{row.pk}")


def passkeys_of(user: Any) -> list[dict[str, Any]]:
    """What one calls each of one's passkeys, when it was added and when it was last used."""
    rows = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).order_by("created_at", "pk")
    return [{"row": row, "name": row.wrap().name, "key": key_of(row)} for row in rows]


class IndexView(mfa.IndexView):
    """My security: password, second factors, recovery codes."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = super().get_context_data(**kwargs)
        passkeys = passkeys_of(self.request.user)
        person: Any = self.request.user
        told |= {"passkeys": passkeys, "is_required": settings.SECOND_FACTOR_REQUIRED}
        told["codes_left"] = recovery.left(person)
        told |= {"has_password": person.has_usable_password(), "has_proved_two": has_proved_two(self.request)}
        if settings.OIDC_PROVIDERS:
            told |= {"provider_links": queries.links_of(person), "more_providers": queries.offered_to(person)}
        return told


def shown_once(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """The page with new recovery codes. It answers the request that made them: nothing could show them later."""
    text = "\r\n".join([_("Recovery codes for %(product)s") % {"product": settings.MFA_TOTP_ISSUER}, "", *codes, ""])
    told = {"codes": codes, "file": f"data:text/plain;charset=utf-8,{quote(text)}"}
    return render(request, "mfa/recovery_codes/codes.html", told)


class WithFirstCodes(FormView):
    """Whoever sets up a second factor and has no recovery codes is shown new ones in the same answer."""

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        codes = actions.first_codes(self.request.user)
        return shown_once(self.request, codes) if codes else response


class ActivateAppView(WithFirstCodes, totp.ActivateTOTPView):
    pass


class AddPasskeyView(WithFirstCodes, webauthn.AddWebAuthnView):
    pass


@method_decorator(reauthentication_required(app="allauth.mfa"), name="dispatch")
class NewCodesView(FormView):
    """Ten new recovery codes; the old ones end."""

    form_class = GenerateRecoveryCodesForm
    template_name = "mfa/recovery_codes/generate.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "codes_left": recovery.left(self.request.user)}

    def form_valid(self, form: Any) -> HttpResponse:
        person = self.request.user
        codes = actions.new_codes(person)
        authenticator_reset.send(sender=Authenticator, request=self.request, user=person)
        return shown_once(self.request, codes)


class OwnPasskey:
    """The passkey the address names, of one's own only."""

    request: Any
    kwargs: dict[str, Any]
    success_url = reverse_lazy("mfa_index")

    def get_object(self, queryset: Any = None) -> Authenticator:
        for told in passkeys_of(self.request.user):
            if told["key"] == self.kwargs["key"]:
                return told["row"]
        raise Http404("passkey")


class RenamePasskeyView(OwnPasskey, webauthn.EditWebAuthnView):
    pass


class RemovePasskeyView(OwnPasskey, webauthn.RemoveWebAuthnView):
    pass


class ConfirmByPasskeyView(webauthn.ReauthenticateWebAuthnView):
    """What the passkey refused is asked again here, not at the log-in one has passed."""

    def form_invalid(self, form: Any) -> HttpResponse:
        super().form_invalid(form)
        return HttpResponseRedirect(self.passthrough_next_url(reverse("mfa_reauthenticate_webauthn")))
