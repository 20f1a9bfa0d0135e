"""What a person may change about themselves."""

from __future__ import annotations

from django.db import transaction

from accounts.enums import Language
from accounts.models import User
from accounts.notices import tell_person
from core.models import Refused


def choose_language(user: User, *, language: str) -> User:
    """Keep the language the person reads in. Raises Refused for one we do not have."""
    if language not in Language.values:
        raise Refused("unknown language", field="language")
    user.language = language
    user.save(update_fields=["language"])
    return user


@transaction.atomic
def change_own_email(user: User, *, email: str) -> User:
    """Another address for mails. Both are told, so that whoever sits at a stranger's computer cannot do it unseen."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if email != user.email:
        user.former_email, user.email = user.email, email
        user.save(update_fields=["email", "former_email"])
        tell_person(user, "email")
        if user.former_email:
            tell_person(user, "former")
    return user


def change_own(user: User, *, name: str, function: str, phone: str, language: str) -> User:
    """What a person says about themselves. Raises Refused for a language we do not have."""
    if language not in Language.values:
        raise Refused("unknown language", field="language")
    told = {"name": name, "function": function, "phone": phone, "language": language}
    for field, value in told.items():
        setattr(user, field, value)
    user.save(update_fields=list(told))
    return user
