"""A provider on loopback, and the product set to know it."""

import json

import pytest
from django.core.cache import cache

from core.oidc import metadata
from core.oidc.providers import origins, providers
from tests.oidc.provider import EC, RSA, by_rsa, jwk, running


@pytest.fixture(scope="session")
def _servers():
    with running("region") as first, running("kommune") as second:
        yield first, second


@pytest.fixture
def servers(_servers, db):
    cache.clear()
    metadata._looked.clear()
    for server in _servers:
        server.answers, server.metadata, server.redirected = {}, {}, {}
        server.sign, server.page = by_rsa, False
        server.keys = [jwk(RSA, "RS256", "rsa-1"), jwk(EC, "ES256", "ec-1")]
        server.codes.clear()
        server.asked.clear()
    return _servers


def set_to(settings, *rows):
    """OIDC_PROVIDERS holds these, and the content policy leads to them, as the settings would have it."""
    settings.OIDC_PROVIDERS = providers(json.dumps(list(rows)), loopback=True)
    policy = settings.CONTENT_SECURITY_POLICY
    leads = ["'self'", *origins(settings.OIDC_PROVIDERS.values())]
    settings.CONTENT_SECURITY_POLICY = {**policy, "DIRECTIVES": {**policy["DIRECTIVES"], "form-action": leads}}


@pytest.fixture
def configure(settings):
    """``configure(server, …)``: the product knows these; a server, or its settings with changes."""

    def make(*rows):
        set_to(settings, *[row if isinstance(row, dict) else row.settings() for row in rows])

    return make


@pytest.fixture
def region(servers, configure):
    """The first of the two providers, and the only one the product knows."""
    configure(servers[0])
    return servers[0]
