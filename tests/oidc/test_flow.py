"""The protocol against a provider on loopback: what is believed, and each lie that is not."""

import base64
import hashlib
import hmac
import json
import time
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from cryptography.hazmat.primitives import serialization
from django.core.cache import cache

from core.oidc import metadata
from core.oidc.flow import begin, finish
from core.oidc.metadata import Failed
from tests.oidc.provider import EC, LOA, RSA, STRANGER, by_ec, by_rsa, jwk

BACK = "http://testserver/log-ind/tilbage/"


@pytest.fixture
def known(region, settings):
    return settings.OIDC_PROVIDERS["region"]


def there(begun):
    """Follow the way to the provider; what it sends back to us."""
    answer = requests.get(begun.address, allow_redirects=False, timeout=5)
    assert answer.status_code == 302
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def whole(known, **how):
    begun = begin(known, back=BACK, max_age=36000, **how)
    return finish(known, begun.kept, there(begun))


def why(known, **how):
    with pytest.raises(Failed) as refused:
        whole(known, **how)
    return refused.value.code


def test_the_whole_way(region, known):
    begun = begin(known, back=BACK, max_age=36000)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(begun.address).query).items()}
    assert asked["response_type"] == "code" and asked["scope"] == "openid" and asked["redirect_uri"] == BACK
    assert asked["code_challenge_method"] == "S256" and len(asked["code_challenge"]) == 43
    assert len({asked["state"], asked["nonce"], begun.kept["verifier"]}) == 3
    assert begun.kept["verifier"] not in begun.address
    told = finish(known, begun.kept, there(begun))
    assert (told.subject, told.level) == ("subject-1", "Substantial")
    assert time.time() - told.proved_at < 5
    assert [path.rpartition("/")[2] for path in region.asked] == [
        "openid-configuration", "authorize", "token", "keys",
    ]  # fmt: skip
    whole(known)
    assert [path.rpartition("/")[2] for path in region.asked[4:]] == ["authorize", "token"]  # the rest is kept


def test_an_elliptic_key_will_do(region, known):
    region.sign = by_ec
    assert whole(known).subject == "subject-1"


def test_no_two_ways_are_alike(known):
    first, second = (begin(known, back=BACK, max_age=36000).kept for _ in range(2))
    assert not {first[key] for key in ("state", "nonce", "verifier")} & {
        second[key] for key in ("state", "nonce", "verifier")
    }


NOW = time.time


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"nonce": "another"}, "wrong-nonce"),
        ({"nonce": None}, "bad-token-MissingRequiredClaimError"),
        ({"aud": "another-client"}, "bad-token-InvalidAudienceError"),
        ({"aud": ["somv-region", "another-client"]}, "wrong-party"),
        ({"azp": "another-client"}, "wrong-party"),
        ({"iss": "http://127.0.0.1:1/realms/region"}, "bad-token-InvalidIssuerError"),
        ({"exp": NOW() - 120}, "bad-token-ExpiredSignatureError"),
        ({"exp": None}, "bad-token-MissingRequiredClaimError"),
        ({"iat": NOW() + 3600}, "bad-token-ImmatureSignatureError"),
        ({"iat": NOW() - 3600}, "old-token"),
        ({"iat": None}, "bad-token-MissingRequiredClaimError"),
        ({"sub": None}, "bad-token-MissingRequiredClaimError"),
        ({"sub": ""}, "no-subject"),
        ({"sub": 7}, "bad-token-InvalidSubjectError"),
        ({"sub": "x" * 256}, "no-subject"),
        ({"auth_time": NOW() - 40000}, "not-proved-again"),
    ],
)
def test_a_token_that_is_not_for_this_log_in(region, known, answers, code):
    region.answers = {name: int(value) if isinstance(value, float) else value for name, value in answers.items()}
    assert why(known) == code


def _unsigned(claims):
    return jwt.encode(claims, None, algorithm="none", headers={"kid": "rsa-1"})


def _by_the_public_key(claims):
    """The old trick: our verifier takes the public key for a shared secret."""
    pem = RSA.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)

    def part(value):
        return base64.urlsafe_b64encode(value).rstrip(b"=")

    body = (
        part(json.dumps({"alg": "HS256", "typ": "JWT", "kid": "rsa-1"}).encode())
        + b"."
        + part(json.dumps(claims).encode())
    )
    return (body + b"." + part(hmac.new(pem, body, hashlib.sha256).digest())).decode()


def _by_a_stranger(claims):
    return jwt.encode(claims, STRANGER, algorithm="RS256", headers={"kid": "rsa-1"})


def _by_an_unknown_key(claims):
    return jwt.encode(claims, STRANGER, algorithm="RS256", headers={"kid": "rsa-9"})


def _altered(claims):
    mine, other = by_rsa(claims).split("."), by_rsa({**claims, "sub": "other"}).split(".")
    return ".".join([*other[:2], mine[2]])


def _ec_named_rsa(claims):
    return jwt.encode(claims, EC, algorithm="ES256", headers={"kid": "rsa-1"})


@pytest.mark.parametrize(
    ("sign", "code"),
    [
        (_unsigned, "bad-algorithm"),
        (_by_the_public_key, "bad-algorithm"),
        (_by_a_stranger, "bad-token-InvalidSignatureError"),
        (_by_an_unknown_key, "unknown-key"),
        (_altered, "bad-token-InvalidSignatureError"),
        (_ec_named_rsa, "unknown-key"),
        (lambda claims: "not.a.token", "bad-token-DecodeError"),
        (lambda claims: 7, "no-token"),
    ],
)
def test_a_signature_that_is_not_the_providers(region, known, sign, code):
    region.sign = sign
    assert why(known) == code


def test_a_new_key_is_found_and_an_unknown_one_is_not_asked_for_at_will(region, known):
    region.sign = _by_an_unknown_key
    region.keys = [jwk(STRANGER, "RS256", "rsa-9")]
    assert whole(known).subject == "subject-1"
    region.keys = [jwk(RSA, "RS256", "rsa-1")]
    region.sign = lambda claims: jwt.encode(claims, RSA, algorithm="RS256", headers={"kid": "rsa-1"})
    assert whole(known).subject == "subject-1"  # changed at the provider: asked anew, once
    before = region.asked.count("/realms/region/keys")
    region.sign = lambda claims: jwt.encode(claims, STRANGER, algorithm="RS256", headers={"kid": "rsa-77"})
    assert {why(known) for _ in range(3)} == {"unknown-key"}
    assert region.asked.count("/realms/region/keys") == before


def test_what_comes_back_must_be_what_was_asked(region, known):
    region.redirected = {"state": "another"}
    assert why(known) == "wrong-state"
    region.redirected = {"code": "stolen"}
    assert why(known) == "bad-answer"
    region.redirected = {"iss": "https://evil.eksempel.invalid"}
    assert why(known) == "wrong-issuer"
    region.redirected = {"error": "access_denied"}
    assert why(known) == "ended"
    region.redirected = {"error": "server_error"}
    assert why(known) == "refused-there"


def test_a_sender_that_promises_its_name_must_give_it(region, known):
    region.metadata = {"authorization_response_iss_parameter_supported": True}
    assert why(known) == "wrong-issuer"
    region.redirected = {"iss": region.issuer}
    assert whole(known).subject == "subject-1"


def test_a_code_works_once(region, known):
    begun = begin(known, back=BACK, max_age=36000)
    answer = there(begun)
    finish(known, begun.kept, answer)
    with pytest.raises(Failed, match="bad-answer"):
        finish(known, begun.kept, answer)


def test_another_browsers_way_does_not_fit(region, known):
    """A code that was fetched with another verifier: the provider refuses it (PKCE)."""
    mine, theirs = (begin(known, back=BACK, max_age=36000) for _ in range(2))
    answer = {**there(theirs), "state": mine.kept["state"]}
    with pytest.raises(Failed, match="bad-answer"):
        finish(known, mine.kept, answer)


def test_a_way_ends_after_ten_minutes(region, known):
    begun = begin(known, back=BACK, max_age=36000)
    begun.kept["at"] -= 601
    with pytest.raises(Failed, match="too-late"):
        finish(known, begun.kept, there(begun))


def test_proving_it_again_is_checked(region, known):
    address = begin(known, back=BACK, max_age=0, again=True).address
    assert "prompt=login" in address and "max_age=0" in address
    assert whole(known, again=True).proved_at
    region.answers = {"auth_time": int(time.time()) - 300}
    assert why(known, again=True) == "not-proved-again"
    region.answers = {"auth_time": None}
    assert why(known, again=True) == "not-proved-again"
    assert whole(known).proved_at is None


@pytest.mark.parametrize("level", [None, "", 3, ["High"]])
def test_a_level_that_is_no_word_is_none(region, known, level):
    region.answers = {LOA: level}
    assert whole(known).level == ""


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
def test_only_configured_hosts_are_asked(region, known, name):
    region.metadata = {name: "http://127.0.0.1:1/elsewhere"}
    assert why(known) == "foreign-address"


def test_another_issuers_word_is_not_taken(region, known):
    region.metadata = {"issuer": "https://evil.eksempel.invalid"}
    assert why(known) == "other-issuer"


def test_a_provider_that_is_away(region, known, monkeypatch):
    def away(*args, **kwargs):
        raise requests.ConnectionError("no route")

    monkeypatch.setattr(metadata.requests.Session, "request", away)
    cache.clear()
    with pytest.raises(Failed, match="unreachable"):
        begin(known, back=BACK, max_age=36000)


def test_a_redirect_is_not_followed_and_a_flood_not_read(region, known):
    region.metadata = {"jwks_uri": f"{region.issuer}/moved"}
    assert why(known) == "bad-answer"
    assert not any(path.endswith("/keys") for path in region.asked)
    cache.clear()
    region.metadata = {"token_endpoint": f"{region.issuer}/token", "padding": "x" * metadata.LARGEST}
    with pytest.raises(Failed, match="bad-answer"):
        begin(known, back=BACK, max_age=36000)
