"""Whom a provider's word lets in, and which providers somebody may tie their log-in to."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db.models import Q

from accounts.freshness import FACTORS
from accounts.models import Affiliation, ProviderLink, User
from core.dates import today
from core.fields import keyed_hash
from core.oidc.providers import Provider


@dataclass(frozen=True)
class LinkLine:
    """One of a person's links as it is shown; a provider that the settings no longer know has its id for a name."""

    row: ProviderLink
    name: str
    works: bool


def subject_hash(provider: Provider, subject: str) -> str:
    """What is stored of a provider's subject. The issuer is in it: an id that is given to another provider later
    opens nothing."""
    return keyed_hash(f"provider {provider.id} {provider.server_url} {subject}")


def linked(provider: Provider, subject: str) -> ProviderLink | None:
    """The link by which this subject is somebody here, with the person, whoever it is."""
    rows = ProviderLink.objects.filter(provider=provider.id, subject_hash=subject_hash(provider, subject))
    return rows.filter(ended_at__isnull=True).select_related("user").first()


def speaks_for(provider: Provider, person: User) -> bool:
    """Whether the provider's word counts for this person today: active, and working at the provider's organisation if
    it speaks for one only."""
    if not person.is_active:
        return False
    at = person.organisation
    return provider.organisation is None or (at is not None and at.pk == provider.organisation)


def provider_name(link: ProviderLink) -> str:
    """What the provider is called; its id where the settings no longer know it."""
    known = settings.OIDC_PROVIDERS.get(link.provider)
    return known.name if known else link.provider


def links_of(person: User) -> list[LinkLine]:
    """The person's links that count, in the order they were made."""
    rows = ProviderLink.objects.filter(user=person, ended_at__isnull=True).order_by("created_at", "id")
    return [LinkLine(row, provider_name(row), row.provider in settings.OIDC_PROVIDERS) for row in rows]


def offered_to(person: User) -> list[Provider]:
    """The providers this person may add: not had yet, and speaking for a workplace of today or later."""
    had = {line.row.provider for line in links_of(person)}
    day = today()
    current = Q(ends_on__isnull=True) | Q(ends_on__gt=day)
    at = set(Affiliation.objects.filter(current, user=person).values_list("organisation_id", flat=True))
    rows = [row for row in settings.OIDC_PROVIDERS.values() if row.id not in had]
    return [row for row in rows if row.organisation is None or row.organisation in at]


def offered_by_link(person: User) -> list[Provider]:
    """The providers behind a one-time link: none where a second step is set up, for a link alone must not get past
    it. Whoever has one chooses a password, logs in with both steps and adds the provider then."""
    if not settings.OIDC_PROVIDERS or is_mfa_enabled(person, FACTORS):
        return []
    return offered_to(person)


def confirming(person: User) -> list[Provider]:
    """The providers by which this person can prove anew that it is them. Where a second step is set up, the provider
    must ask for two itself: its word is then as good (accounts.freshness.is_fresh)."""
    rows = [settings.OIDC_PROVIDERS[line.row.provider] for line in links_of(person) if line.works]
    both = bool(rows) and is_mfa_enabled(person, FACTORS)
    return [row for row in rows if row.second_factor_level or not both]


def has_other_way_in(person: User, link: ProviderLink) -> bool:
    """Whether the person could still log in without `link`."""
    return person.has_usable_password() or any(line.works for line in links_of(person) if line.row.pk != link.pk)
