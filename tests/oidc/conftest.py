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


@pytest.fixture
def configure(settings):
    """``configure(server, …)``: OIDC_PROVIDERS holds these, as the settings would read them."""

    def make(*rows):
        text = json.dumps([row if isinstance(row, dict) else row.settings() for row in rows])
        settings.OIDC_PROVIDERS = providers(text, loopback=True)
        policy = settings.CONTENT_SECURITY_POLICY
        directives = {**policy["DIRECTIVES"]}
        directives["form-action"] = ["'self'", *origins(settings.OIDC_PROVIDERS.values())]
        settings.CONTENT_SECURITY_POLICY = {**policy, "DIRECTIVES": directives}
        return settings.OIDC_PROVIDERS

    return make


@pytest.fixture
def region(servers, configure):
    """The first of the two providers, and the only one the product knows."""
    configure(servers[0])
    return servers[0]
