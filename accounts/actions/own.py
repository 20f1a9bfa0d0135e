"""What a person may change about themselves."""

from __future__ import annotations

from accounts.enums import Language
from accounts.models import User
from core.models import Refused


def choose_language(user: User, *, language: str) -> User:
    """Keep the language the person reads in. Raises Refused for one we do not have."""
    if language not in Language.values:
        raise Refused("unknown language", field="language")
    user.language = language
    user.save(update_fields=["language"])
    return user


def change_own(user: User, *, name: str, function: str, phone: str, email: str, language: str) -> User:
    """What a person says about themselves. Raises Refused for a language we do not have."""
    if language not in Language.values:
        raise Refused("unknown language", field="language")
    told = {"name": name, "function": function, "phone": phone, "email": email, "language": language}
    for field, value in told.items():
        setattr(user, field, value)
    user.save(update_fields=list(told))
    return user
