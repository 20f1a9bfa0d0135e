"""Four eyes: what leads far waits for a second administrator (ADR 0033). What is agreed to is done in `tracks`."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import WishKind, WishOutcome
from accounts.models import WISH_LIFETIME, User, Wish
from accounts.queries import administrators, leads_far
from accounts.roles import LEADING_FAR
from core.attribution import SYSTEM, attributed_to
from core.models import Refused
from core.outbox.notices import tell

NOTICE = "second-yes"


def role_waits(role: str, *, by: Any, wish: Wish | None) -> bool:
    """Whether giving this role has to wait: the product itself and an agreed wish do not."""
    return wish is None and by.pk is not None and role in LEADING_FAR


def way_in_waits(person: User, *, by: Any, wish: Wish | None) -> bool:
    """Whether a way into this person's log-in has to wait."""
    return wish is None and by.pk is not None and leads_far(person)


def both_named(wish: Wish | None, reason: str = "") -> str:
    """What the history says beside the one who agreed: who asked, and what the operator said."""
    if wish is None:
        return reason
    said = _("Asked for by %(name)s, user name %(username)s.")
    words = [said % {"name": wish.asked_by.name, "username": wish.asked_by.username}, wish.operator_reason, reason]
    return " ".join(word for word in words if word)


@transaction.atomic
def ask(person: User, *, by: Any, what: WishKind, reason: str = "", **told: Any) -> Wish:
    """Ask another administrator; nothing else changes. `told`: role, organisation and dates. Raises Refused."""
    person = User.objects.select_for_update().get(pk=person.pk)
    _clear(person, what)
    if Wish.objects.filter(person=person, what=what, outcome="").exists():
        raise Refused(_("The same waits for another administrator already. Withdraw that first."))
    row = Wish(person=person, asked_by=by, what=what, reason=reason, **told)
    row.expires_at = timezone.now() + WISH_LIFETIME
    with attributed_to(by, reason=reason):
        row.save()
    tell(NOTICE, row.pk, "asked", timezone.now())
    return row


def _clear(person: User, what: WishKind) -> None:
    """Those nobody answered in time make room."""
    now = timezone.now()
    with attributed_to(SYSTEM, reason=_("Nobody answered in time.")):
        for row in Wish.objects.filter(person=person, what=what, outcome="", expires_at__lte=now).order_by("id"):
            row.outcome, row.decided_at = WishOutcome.EXPIRED, now
            row.save()


@transaction.atomic
def settle_wish(wish: Wish, *, by: Any, outcome: WishOutcome, operator_reason: str = "") -> Wish:
    """Write down the answer, judged as it stands now. Raises Refused.

    The asker may only withdraw it; whom it is about answers nothing. The operator (SYSTEM) says why.
    """
    row: Wish = Wish.objects.select_for_update(of=("self",)).select_related("person", "asked_by").get(pk=wish.pk)
    now = timezone.now()
    if row.outcome or row.expires_at <= now:
        raise Refused(_("This no longer waits: it has been answered, or nobody answered in time."))
    _judge(row, by, outcome, operator_reason)
    row.outcome, row.decided_at, row.operator_reason = outcome, now, operator_reason
    row.decided_by = None if by is SYSTEM else by
    with attributed_to(by, reason=operator_reason):
        row.save()
    return row


def _judge(row: Wish, by: Any, outcome: WishOutcome, operator_reason: str) -> None:
    if by is SYSTEM and not operator_reason:
        raise Refused(_("Say why."))
    if outcome == WishOutcome.WITHDRAWN:
        if by.pk != row.asked_by_id:
            raise Refused(_("Only the one who asked can withdraw it."))
        return
    if by.pk == row.asked_by_id:
        raise Refused(_("You asked for this yourself. Another administrator answers."))
    if by.pk == row.person_id:
        raise Refused(_("This is about yourself. Another administrator answers."))
    if outcome == WishOutcome.GRANTED and row.asked_by_id not in administrators():
        raise Refused(
            _("Whoever asked for this is no longer an administrator. Refuse it, and ask yourself if it is right.")
        )
