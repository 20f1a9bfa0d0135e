"""What a password may not be, beyond Django's own validators: a word that whoever knows the person would try first."""

from __future__ import annotations

import hashlib
import re
from typing import Any, BinaryIO

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SHORTEST = 4  # letters of a person's names: shorter ones stand in half of all sentences
SHORTEST_OF_PLACE = 8  # letters of a workplace's: "sammen" and "region" are words like others
SUM = 40  # letters of a SHA-1 sum
PRODUCT = ("somv", "sammenomminvej")


class ContextWordsValidator:
    """Refuses the product's name, the person's own and their workplace's (ASVS 5.0, 6.2.11)."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError that names the word."""
        typed = _plain(password)
        for word in words_of(user):
            if word in typed:
                raise ValidationError(
                    _("The password contains a word that everybody here would try: %(word)s.") % {"word": word},
                    code="password_context_word",
                )

    def get_help_text(self) -> str:
        return _("Your password cannot contain the name of the product, your workplace or yourself.")


class CommonPasswordsValidator(CommonPasswordValidator):
    """Refuses Django's 20,000 common passwords, and each of them made long enough by signs around it or by repeating.

    Of the list itself less than two hundred have 12 characters: what people do with the others is known, too.
    """

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError."""
        lower = password.lower().strip()
        for tried in (lower, _bare(lower), _unit(lower), _bare(_unit(lower)), _unit(_bare(lower))):
            if len(tried) >= SHORTEST:
                super().validate(tried, user)


class LeakedPasswordsValidator:
    """Refuses what stands in the operator's list of leaked passwords (settings.LEAKED_PASSWORDS), where there is one.

    The list stays a file: it may hold hundreds of millions of sums. Some forty short reads tell whether one is there.
    """

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError, and OSError where the file is named and cannot be read."""
        if not settings.LEAKED_PASSWORDS:
            return
        wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
        with open(settings.LEAKED_PASSWORDS, "rb") as file:
            if _stands_in(file, wanted):
                raise ValidationError(
                    _("This password is known from a leak. Whoever has the list will try it."), code="password_leaked"
                )

    def get_help_text(self) -> str:
        return ""


def _bare(text: str) -> str:
    """Without digits and signs before and behind: summer2026! → summer."""
    return re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text)


def _unit(text: str) -> str:
    """What the text repeats, or the text: qwertyqwerty → qwerty."""
    return text[: (text + text).index(text, 1)] if text else text


def _stands_in(file: BinaryIO, wanted: bytes) -> bool:
    """Whether a line of this ordered file begins with `wanted`: halved until one line is left."""
    low, high = 0, file.seek(0, 2)
    while low < high:
        middle = (low + high) // 2
        found = _sum_after(file, middle)
        if found and found < wanted:
            low = middle + 1
        else:
            high = middle
    return _sum_after(file, low) == wanted


def _sum_after(file: BinaryIO, place: int) -> bytes:
    """The sum of the first line that begins at `place` or behind it; nothing after the last."""
    file.seek(max(place - 1, 0))
    if place:
        file.readline()
    return file.readline(200)[:SUM].upper()


def words_of(user: Any) -> list[str]:
    """Lower case, without spaces and signs: the product, and every longer part of user name, name and workplace."""
    own = f"{getattr(user, 'username', '')} {getattr(user, 'name', '')}"
    parts = [part for part in _parts(own) if len(part) >= SHORTEST]
    parts += [part for part in _parts(str(getattr(user, "organisation", None) or "")) if len(part) >= SHORTEST_OF_PLACE]
    return [*PRODUCT, *dict.fromkeys(parts)]


def _parts(text: str) -> list[str]:
    return re.split(r"[\W_]+", text.lower())


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())
