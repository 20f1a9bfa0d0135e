"""Passwords by ASVS 5.0, 6.2: long rather than odd, any characters, nothing cut, nothing everybody would try."""

import re

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError

from accounts.models import User
from tests.accounts.test_actions_people import invite
from tests.factories.accounts import PASSWORD

GOOD = [
    "tolvbogstave",  # 12, letters only: no rule of composition
    "fire små ænder i en sø",  # spaces and Danish letters
    "🦆🦆🦆🦆🦆🦆🦆🦆🦆🦆🦆🦆",
    "x" * 20 + "løvetand" * 20,  # 180
]
BAD = [
    "kort-kode-1",  # 11
    "password1234",  # common
    "somv er et godt sted",
    "Sammen om min vej 7",
    "tag-med-Kjeldgaard-hjem",  # her own name
    "i guldborgsund bor vi",  # the workplace
]


@pytest.fixture(autouse=True)
def _fresh_limits(db):
    cache.clear()


@pytest.mark.parametrize("password", GOOD)
def test_long_ones_of_any_kind_are_taken_whole(cast, client, password):
    link = invite(cast)
    data = {"password": password, "again": password}
    assert client.post(f"/velkommen/{link.token}/", data).status_code == 302
    person = User.objects.get(username="ny.person")
    assert person.check_password(password)
    assert not person.check_password(password[:-1]) and not person.check_password(password.strip("x") + "!")
    assert client.post("/log-ind/", {"login": "ny.person", "password": password}).status_code == 302


@pytest.mark.parametrize("password", BAD)
def test_what_everybody_would_try_is_refused(cast, password):
    person = cast.rusmiddel if "guldborgsund" in password else cast.koordinator
    with pytest.raises(ValidationError):
        validate_password(password, User.objects.get(pk=person.pk))


def test_the_three_thousand_most_common_are_known():
    from django.contrib.auth.password_validation import CommonPasswordValidator

    assert len(CommonPasswordValidator().passwords) > 3000


def test_the_old_one_is_asked_for_and_fields_help_a_password_manager(cast, client_of, client):
    page = client_of(cast.koordinator).get("/min-konto/adgangskode/").content.decode()
    assert 'autocomplete="current-password"' in page and page.count('autocomplete="new-password"') == 2
    assert "onpaste" not in page
    fields = [tag for tag in re.findall(r"<input[^>]*>", page) if 'type="password"' in tag]
    assert len(fields) == 3 and not [tag for tag in fields if "maxlength" in tag]
    page = client.get("/log-ind/").content.decode()
    assert 'autocomplete="username"' in page and 'autocomplete="current-password"' in page
    told = {"oldpassword": "forkert", "password1": "grøn ost på brød", "password2": "grøn ost på brød"}
    answer = client_of(cast.koordinator).post("/min-konto/adgangskode/", told)
    assert answer.status_code == 200 and User.objects.get(pk=cast.koordinator.pk).check_password(PASSWORD)


def test_nothing_runs_out_and_nothing_is_hinted_at(settings):
    names = [row["NAME"].rpartition(".")[2] for row in settings.AUTH_PASSWORD_VALIDATORS]
    assert names == [
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordsValidator",
        "LeakedPasswordsValidator",
        "ContextWordsValidator",
    ]
    assert not [field.name for field in User._meta.fields if "hint" in field.name or "question" in field.name]
