"""What a password may not be, beyond Django's own validators: a word that whoever knows the person would try first."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SHORTEST = 4  # letters of a person's names: shorter ones stand in half of all sentences
SHORTEST_OF_PLACE = 8  # letters of a workplace's: "sammen" and "region" are words like others
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
