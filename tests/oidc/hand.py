"""Somebody at a browser: presses our button, answers at the provider, comes back."""

from urllib.parse import urlsplit

import requests
from django.urls import reverse

from accounts.models import ProviderLink, User
from accounts.queries import subject_hash
from tests.factories import accounts

REFUSED = reverse("accounts:provider_refused")
BEGIN = reverse("accounts:log_in_by_provider")


def sent(client, path=BEGIN, **data):
    """Where our button leads: an address at the provider."""
    answer = client.post(path, {"provider": "region", **data})
    assert answer.status_code == 302, answer.content.decode()[:300]
    return answer.headers["Location"]


def answered(address):
    """Log in at the provider; the address at our side it sends back to."""
    answer = requests.get(address, allow_redirects=False, timeout=5)
    assert answer.status_code == 302
    parts = urlsplit(answer.headers["Location"])
    return f"{parts.path}?{parts.query}"


def at(client, address):
    """What our side answers to the browser that comes back; the page behind a refusal."""
    answer = client.get(address)
    return client.get(REFUSED) if answer.headers.get("Location") == REFUSED else answer


def through(client, path=BEGIN, **data):
    """The whole way; what our side answers at its end."""
    return at(client, answered(sent(client, path, **data)))


def who(client):
    """The user name the session belongs to; None for nobody."""
    pk = client.session.get("_auth_user_id")
    return User.objects.get(pk=pk).username if pk else None


def tied(person, settings, subject="subject-1", provider="region") -> ProviderLink:
    known = settings.OIDC_PROVIDERS[provider]
    return accounts.provider_link(person, provider, subject_hash=subject_hash(known, subject))
