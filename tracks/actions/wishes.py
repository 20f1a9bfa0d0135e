"""What a second administrator agrees to is done, by the act that would have done it at once (ADR 0033).

It stands here and not in `accounts`, because another role may ask for a hand-over first (`tracks.actions.people`).
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts import actions as accounts
from accounts.actions import Link
from accounts.actions.links import withdraw_links
from accounts.enums import LinkPurpose, WishKind, WishOutcome
from accounts.models import ProviderLink, User, Wish
from core.dates import today
from tracks.actions.people import move


@transaction.atomic
def answer_wish(wish: Wish, *, by: Any, answer: str, operator_reason: str = "") -> Link | Wish:
    """Approve, refuse or withdraw. What is approved happens at once, judged as things stand now. Raises Refused.

    Returns the link to be handed over, if the act makes one; else the wish.
    """
    row = accounts.settle_wish(wish, by=by, outcome=WishOutcome(answer), operator_reason=operator_reason)
    if row.outcome != WishOutcome.GRANTED:
        return row
    person = row.person
    if row.what == WishKind.LINK:
        return accounts.give_link(person, by=by, wish=row)
    if row.what == WishKind.SECOND_STEP:
        accounts.reset_second_factor(person, by=by, reason=row.reason, wish=row)
        return row
    # A day that passed while it waited is no reason to ask again; from today on it counts.
    told: dict[str, Any] = {"role": row.role, "organisation": row.organisation}
    told["starts_on"] = max(row.starts_on or today(), today())
    if row.what == WishKind.RETURN:
        return accounts.reactivate(person, by=by, **told, wish=row)
    move(person, by=by, **told, ends_on=row.ends_on, wish=row)
    return _link_to_the_new(person, by, row)


def _link_to_the_new(person: User, by: Any, row: Wish) -> Link | Wish:
    """A link from before the role stops working: the one who asked may have it in hand.

    Who cannot log in in any way gets one, from the hands of the one who agreed.
    """
    tied = ProviderLink.objects.filter(user=person, ended_at__isnull=True).exists()
    if not tied and not person.has_usable_password():
        return accounts.give_link(person, by=by, purpose=LinkPurpose.INVITATION, wish=row)
    withdraw_links(person, by=by)
    return row
