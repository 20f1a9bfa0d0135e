"""Every constraint of accounts: a row that passes and one that fails. The list is read from the models."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import LinkPurpose, Role, WishKind
from accounts.models import Affiliation, CalendarKey, FactorReset, Invitation, LockLift, Organisation, ProviderLink
from tests.cast import Cast
from tests.factories.accounts import LONG_AGO, saved
from tests.factories.accounts import wish as make_wish

DAY = date(2026, 3, 1)
EARLIER, LATER = DAY - timedelta(days=1), DAY + timedelta(days=10)
Make = Callable[..., Any]


def organisation(cast: Cast, *, taken: bool = False, succeeded: bool = False, **values: Any) -> Any:
    told: dict[str, Any] = {"name": "Ny forvaltning", "sector": "municipality", "starts_on": DAY, **values}
    if taken:
        there = cast.workplaces["team"]
        told |= {"name": there.name, "starts_on": there.starts_on}
    if succeeded:
        told["successor"] = cast.workplaces["region"]
    return saved(Organisation(**told))


def affiliation(cast: Cast, *, second: bool = False, **values: Any) -> Any:
    person = cast.jobcenter if second else cast.unaffiliated
    told = {"starts_on": LONG_AGO, **values}
    return saved(Affiliation(user=person, organisation=cast.workplaces["team"], role=Role.PARTNER, **told))


def link(cast: Cast, *, twice: bool = False, **values: Any) -> Any:
    expires_at = timezone.now() + timedelta(days=7)
    for number in range(1 + twice):
        told: dict[str, Any] = {"token_hash": f"{number:064d}", "expires_at": expires_at, **values}
        row = saved(Invitation(user=cast.jobcenter, purpose=LinkPurpose.PASSWORD, **told))
    return row


def calendar(cast: Cast, *, twice: bool = False, **values: Any) -> Any:
    for number in range(1 + twice):
        row = saved(CalendarKey(user=cast.jobcenter, key_hash=f"{number:064d}", **values))
    return row


def factor_reset(cast: Cast, **values: Any) -> Any:
    return saved(FactorReset(user=cast.jobcenter, **{"reason": "Telefonen er væk", **values}))


def lock_lift(cast: Cast, **values: Any) -> Any:
    return saved(LockLift(user=cast.jobcenter, **{"reason": "Tastede forkert", **values}))


def provider_link(cast: Cast, *, same: bool = False, twice: bool = False, **values: Any) -> Any:
    """`same`: the subject of somebody else. `twice`: a second of one's own at the same provider."""
    for number in range(1 + twice):
        told = {"subject_hash": cast.provider_link.subject_hash if same else f"{number}" * 64, **values}
        row = saved(ProviderLink(user=cast.jobcenter, provider="region", **told))
    return row


def wish(cast: Cast, *, twice: bool = False, role: bool = False, by: str = "", **values: Any) -> Any:
    told: dict[str, Any] = {"what": WishKind.ROLE if role else WishKind.LINK}
    if role:
        told |= {"role": Role.AUDITOR, "organisation": cast.workplaces["region"], "starts_on": DAY}
    if by:
        told["decided_by"] = cast.user(by)
    for _number in range(1 + twice):
        row = make_wish(cast.jobcenter, cast.admin, **{**told, **values})
    return row


NOW = timezone.now()
LONG_GONE = NOW - timedelta(days=30)
GRANTED: dict[str, Any] = {"outcome": "granted", "decided_at": NOW}

TABLE: dict[str, tuple[Make, dict[str, Any], dict[str, Any]]] = {
    "organisation_named_once": (organisation, {}, {"taken": True}),
    "organisation_dates": (organisation, {"ends_on": LATER}, {"ends_on": EARLIER}),
    "organisation_successor_needs_end": (organisation, {"succeeded": True, "ends_on": LATER}, {"succeeded": True}),
    "affiliation_dates": (
        affiliation,
        {"starts_on": DAY, "ends_on": LATER},
        {"starts_on": DAY, "ends_on": EARLIER},
    ),
    "affiliation_one_at_a_time": (affiliation, {}, {"second": True}),
    "calendar_key_one_open": (calendar, {"twice": True, "ended_at": NOW}, {"twice": True}),
    "factor_reset_says_why": (factor_reset, {}, {"reason": ""}),
    "lock_lift_says_why": (lock_lift, {}, {"reason": ""}),
    "provider_link_one_person": (provider_link, {"same": True, "ended_at": NOW}, {"same": True}),
    "provider_link_one_each": (provider_link, {"twice": True, "ended_at": NOW}, {"twice": True}),
    "invitation_one_open": (link, {}, {"twice": True}),
    "invitation_used_or_withdrawn": (link, {"used_at": NOW}, {"used_at": NOW, "withdrawn_at": NOW}),
    "wish_one_open": (wish, {}, {"twice": True}),
    "wish_role_whole": (wish, {"role": True}, {"what": WishKind.ROLE}),
    "wish_dates": (wish, {"role": True, "ends_on": LATER}, {"role": True, "ends_on": DAY}),
    "wish_decided_whole": (wish, {**GRANTED, "by": "koordinator"}, GRANTED),
    "wish_decided_by_another": (
        wish,
        {**GRANTED, "outcome": "withdrawn", "by": "admin"},
        {**GRANTED, "by": "admin"},
    ),
    "wish_not_decided_by_the_person": (wish, {**GRANTED, "operator_reason": "x"}, {**GRANTED, "by": "jobcenter"}),
    "wish_granted_in_time": (
        wish,
        {**GRANTED, "by": "koordinator"},
        {**GRANTED, "by": "koordinator", "expires_at": LONG_GONE},
    ),
    "invitation_used_in_time": (link, {"used_at": NOW}, {"used_at": NOW, "expires_at": LONG_GONE}),
}


def test_every_constraint_is_listed() -> None:
    models = [
        model for model in apps.get_app_config("accounts").get_models() if not model.__name__.startswith("Historical")
    ]
    assert {constraint.name for model in models for constraint in model._meta.constraints} == set(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_one_row_passes_and_one_fails(cast: Cast, name: str) -> None:
    make, passes, fails = TABLE[name]
    with transaction.atomic():
        make(cast, **passes)
        transaction.set_rollback(True)
    # An excluded or repeated row is refused by its constraint; Django's names cannot be mistaken for each other.
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make(cast, **fails)
