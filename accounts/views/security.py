"""One's own security: allauth's pages about second factors, in our addresses and with passkeys in the same place."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse, reverse_lazy

from accounts import queries
from accounts.freshness import has_proved_two

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
        told |= {"has_password": person.has_usable_password(), "has_proved_two": has_proved_two(self.request)}
        if settings.OIDC_PROVIDERS:
            told |= {"provider_links": queries.links_of(person), "more_providers": queries.offered_to(person)}
        return told


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
