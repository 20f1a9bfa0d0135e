"""OIDC_PROVIDERS: bad settings stop the start and name the key; a secret stands in no message and no repr."""

import json
import os
import subprocess
import sys
import uuid

import pytest
from django.core.exceptions import ImproperlyConfigured

from core.oidc.providers import origins, providers
from tests.core.test_http_production import ENVIRONMENT as PRODUCTION
from tests.core.test_http_production import PROJECT

GOOD = {
    "id": "region",
    "name": "Regionens login",
    "server_url": "https://login.eksempel.invalid/realms/region",
    "client_id": "somv",
    "secret": "hemmeligt-ord",
    "assurance_claim": "https://data.gov.dk/concept/core/nsis/loa",
    "levels": ["Low", "Substantial", "High"],
    "minimum_level": "Substantial",
}


def read(*rows, **options):
    return providers(json.dumps(list(rows)), **options)


def test_nothing_said_is_no_provider():
    assert providers("") == providers("  \n") == {}


def test_a_good_provider_is_read_whole(tmp_path):
    kept = tmp_path / "secret"
    kept.write_text("fra en fil\n")
    workplace = uuid.uuid4()
    more = {"secret": None, "secret_file": str(kept), "hosts": ["https://keys.eksempel.invalid"], "end_session": True}
    more |= {"second_factor_level": "High", "organisation": str(workplace), "token_auth": "client_secret_post"}
    row = {name: value for name, value in {**GOOD, **more}.items() if value is not None}
    (found,) = read(row).values()
    assert (found.secret, found.organisation, found.second_factor_level) == ("fra en fil", workplace, "High")
    assert found.hosts == ("https://login.eksempel.invalid", "https://keys.eksempel.invalid")
    assert origins([found]) == list(found.hosts)
    assert "fra en fil" not in repr(found)


@pytest.mark.parametrize(("level", "enough"), [("Low", False), ("Substantial", True), ("High", True), ("", False)])
def test_levels_stand_in_order_and_an_unknown_one_is_none(level, enough):
    found = read(GOOD)["region"]
    assert found.reaches(level, "Substantial") is enough
    assert not found.reaches("Højere", "Low") and not found.reaches("high", "Low")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", "Region Øst"),
        ("id", 7),
        ("name", ""),
        ("server_url", "http://login.eksempel.invalid"),
        ("server_url", "http://127.0.0.1:9000"),
        ("server_url", "https://name:word@login.eksempel.invalid"),
        ("server_url", "https://login.eksempel.invalid/?realm=1"),
        ("server_url", "https://login.eksempel.invalid; script-src *"),
        ("server_url", "https://login.eksempel.invalid/.well-known/openid-configuration"),
        ("client_id", None),
        ("secret", None),
        ("secret_file", "/findes/ikke"),
        ("assurance_claim", None),
        ("levels", "Substantial"),
        ("levels", []),
        ("levels", ["Low", "Low"]),
        ("minimum_level", None),
        ("minimum_level", "substantial"),
        ("second_factor_level", "Highest"),
        ("hosts", ["http://keys.eksempel.invalid"]),
        ("hosts", ["https://keys.eksempel.invalid/path"]),
        ("hosts", "https://keys.eksempel.invalid"),
        ("scope", "profile"),
        ("token_auth", "none"),
        ("organisation", "team"),
        ("end_session", "yes"),
        ("minimum", "Low"),
    ],
)
def test_a_bad_one_is_refused_by_its_key(key, value):
    row = {**GOOD, key: value}
    if value is None:
        del row[key]
    if key == "secret_file":
        del row["secret"]
    with pytest.raises(ImproperlyConfigured) as refused:
        read(GOOD | {"id": "other", "server_url": "https://other.eksempel.invalid"}, row)
    assert f"provider 2, {key}:" in str(refused.value)
    assert "hemmeligt-ord" not in str(refused.value)


@pytest.mark.parametrize("text", ["{", "{}", '["region"]', '"region"'])
def test_what_is_no_list_is_refused(text):
    with pytest.raises(ImproperlyConfigured, match="OIDC_PROVIDERS is not"):
        providers(text)


def test_two_cannot_be_one():
    other = {**GOOD, "server_url": "https://other.eksempel.invalid"}
    with pytest.raises(ImproperlyConfigured, match="the same id"):
        read(GOOD, other)
    with pytest.raises(ImproperlyConfigured, match="the same server_url"):
        read(GOOD, {**GOOD, "id": "other"})
    with pytest.raises(ImproperlyConfigured, match="provider 1, secret:"):
        read({**GOOD, "secret_file": "/run/secrets/somv"})


def test_http_is_for_this_machine_in_demo_and_tests_only():
    near = {**GOOD, "server_url": "http://127.0.0.1:9000/realms/region"}
    assert read(near, loopback=True)["region"].hosts == ("http://127.0.0.1:9000",)
    with pytest.raises(ImproperlyConfigured, match="server_url"):
        read({**GOOD, "server_url": "http://login.eksempel.invalid"}, loopback=True)


IMPORT = (
    "import somv.settings as s; print(s.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'], list(s.OIDC_PROVIDERS))"
)


def start(**environment):
    """Read the settings as a process of production does."""
    told = {**os.environ, **PRODUCTION, "SOMV_TESTING": "", "SOMV_DEMO": "", **environment}
    return subprocess.run(
        [sys.executable, "-c", IMPORT], cwd=PROJECT, env=told, capture_output=True, text=True, check=False
    )


def test_production_reads_them_from_a_file_and_refuses_http(tmp_path):
    kept = tmp_path / "providers.json"
    kept.write_text(json.dumps([GOOD]))
    done = start(OIDC_PROVIDERS_FILE=str(kept))
    assert done.stdout.strip() == "[\"'self'\", 'https://login.eksempel.invalid'] ['region']", done.stderr[-500:]
    kept.write_text(json.dumps([{**GOOD, "server_url": "http://127.0.0.1:9000"}]))
    done = start(OIDC_PROVIDERS_FILE=str(kept))
    assert done.returncode != 0 and "OIDC_PROVIDERS, provider 1, server_url:" in done.stderr
    assert "hemmeligt-ord" not in done.stderr
