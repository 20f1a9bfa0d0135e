"""What everybody would try although it is long enough: common passwords stretched, and passwords from leaks."""

import hashlib

import pytest
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.validators import CommonPasswordsValidator, LeakedPasswordsValidator
from tests.accounts.test_actions_people import invite

STRETCHED = [
    "summer2026!!!",
    "!!!!Dragon1984",
    "qwertyqwerty",
    "monkeymonkeymonkey1",
    "12345password",
    "iloveyouiloveyou",
]
FINE = ["tolv små blå ænder", "summer dragon", "mountainqwxhill7", "🦆" * 12]


@pytest.mark.parametrize("password", STRETCHED)
def test_a_common_one_made_longer_is_still_common(password):
    assert len(password) >= 12
    with pytest.raises(ValidationError):
        CommonPasswordsValidator().validate(password)


@pytest.mark.parametrize("password", FINE)
def test_several_words_are_none_of_them(password):
    CommonPasswordsValidator().validate(password)


def test_of_the_list_every_one_that_is_long_enough_is_refused_and_three_thousand_more():
    """ASVS 6.2.4 counts those that the rule of 12 characters lets pass: two hundred of the list, but stretched all."""
    ours = CommonPasswordsValidator()
    listed = sorted(CommonPasswordValidator().passwords)
    tried = [word for word in listed if len(word) >= 12]
    tried += [f"{word}{'1234567890'[: max(1, 12 - len(word))]}" for word in listed if word.isalpha() and len(word) > 3]
    passed = [word for word in tried if not _refused(ours, word)]
    assert len(set(tried)) > 3000
    assert passed == []


def _refused(validator, password):
    try:
        validator.validate(password)
    except ValidationError:
        return True
    return False


@pytest.fixture
def leaks(settings, tmp_path):
    """A file as it is published: sums in order, each with how often; lines end as on any system."""

    def write(*passwords, end="\r\n"):
        sums = sorted(hashlib.sha1(word.encode()).hexdigest().upper() for word in passwords)
        path = tmp_path / "leaks.txt"
        path.write_bytes("".join(f"{line}:{number}{end}" for number, line in enumerate(sums, 1)).encode())
        settings.LEAKED_PASSWORDS = str(path)

    return write


@pytest.mark.parametrize("count", [1, 2, 3, 1000])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_each_of_the_list_is_found_and_nothing_else(leaks, count, end):
    words = [f"leaked word {number}" for number in range(count)]
    leaks(*words, end=end)
    ours = LeakedPasswordsValidator()
    assert [word for word in words if not _refused(ours, word)] == []
    assert [n for n in range(500) if _refused(ours, f"not leaked {n}")] == []


def test_an_empty_list_and_no_list_refuse_nothing(leaks, settings):
    leaks()
    LeakedPasswordsValidator().validate("leaked word 1")
    settings.LEAKED_PASSWORDS = ""
    LeakedPasswordsValidator().validate("leaked word 1")


def test_a_list_that_cannot_be_read_is_no_list_that_says_yes(settings):
    settings.LEAKED_PASSWORDS = "/nowhere/leaks.txt"
    with pytest.raises(OSError):
        LeakedPasswordsValidator().validate("leaked word 1")


def test_who_chooses_a_leaked_one_is_told_and_nothing_is_set(cast, client, leaks):
    leaks("en gul bil i regn")
    link = invite(cast)
    data = {"password": "en gul bil i regn", "again": "en gul bil i regn"}
    answer = client.post(f"/velkommen/{link.token}/", data)
    assert (answer.status_code, "password_leaked") == (422, answer.context["form"].errors.as_data()["password"][0].code)
    assert not User.objects.get(username="ny.person").has_usable_password()
    with pytest.raises(ValidationError):
        validate_password("en gul bil i regn")
