"""Organisations and people."""

from datetime import date
from itertools import count
from typing import Any

from django.utils import timezone

from accounts.enums import Role, Sector, WishKind
from accounts.models import Affiliation, Organisation, ProviderLink, User
from accounts.models.wishes import WISH_LIFETIME, Wish
from core.attribution import SYSTEM, attributed_to

PASSWORD = "somv-demo-2026"
LONG_AGO = date(2020, 1, 1)
_number = count(1)


def saved(row: Any) -> Any:
    """`row`, saved by the system."""
    with attributed_to(SYSTEM, reason="test"):
        row.save()
    return row


def organisation(name: str = "", sector: Sector = Sector.MUNICIPALITY, **fields: Any) -> Organisation:
    return saved(Organisation(name=name or f"Arbejdssted {next(_number)}", sector=sector, **fields))


def user(username: str = "", name: str = "", **fields: Any) -> User:
    """A person who can log in but works nowhere; `person` gives a role, too."""
    username = username or f"bruger{next(_number)}"
    return User.objects.create_user(username, PASSWORD, name=name or username.capitalize(), **fields)


def affiliation(person: User, workplace: Organisation, role: Role, **fields: Any) -> Affiliation:
    fields.setdefault("starts_on", LONG_AGO)
    return saved(Affiliation(user=person, organisation=workplace, role=role, **fields))


def person(
    role: Role = Role.PARTNER, workplace: Organisation | None = None, username: str = "", name: str = "", **fields: Any
) -> User:
    """A person with a role at a workplace since long ago."""
    someone = user(username, name, **fields)
    affiliation(someone, workplace or organisation(), role)
    return someone


def provider_link(person: User, provider: str = "region", **fields: Any) -> ProviderLink:
    """A log-in at a provider. By default of a subject that no provider ever names."""
    fields.setdefault("subject_hash", f"{next(_number):064d}")
    return saved(ProviderLink(user=person, provider=provider, **fields))


def wish(about: User, asked_by: User, what: WishKind = WishKind.LINK, **fields: Any) -> Wish:
    """What waits for a second administrator."""
    fields.setdefault("expires_at", timezone.now() + WISH_LIFETIME)
    return saved(Wish(person=about, asked_by=asked_by, what=what, **fields))
