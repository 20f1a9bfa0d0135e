"""Counting wrong guesses, in the database that all processes share.

A try is let through by `admits` and holds its slot until the request's transaction ends, so that twenty at once are
judged one after the other: what is let through is never more than the limit. What was refused is not counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.enums import TryKind
from accounts.lockout.devices import device_of, name_key
from accounts.models import FailedTry
from audit.middleware import source_address
from core.fields import keyed_hash

DAY = timedelta(hours=24)
QUARTER = timedelta(minutes=15)
_OF_NETWORKS = (TryKind.SOURCE, TryKind.LINK)


@dataclass(frozen=True)
class Slot:
    """What is counted together: e.g. the passwords tried for one name from all unknown browsers."""

    kind: TryKind
    who: str
    device: str = ""

    def rows(self) -> QuerySet[FailedTry]:
        return FailedTry.objects.filter(kind=self.kind, who=self.who, device=self.device)


def of_name(request: HttpRequest, username: str) -> Slot:
    """Passwords for this name: from this browser if it is known for it, else from all that are not."""
    return Slot(TryKind.PASSWORD, name_key(username), device_of(request, username))


def of_factor(request: HttpRequest, person: Any) -> Slot:
    """Codes of this person's second step, apart by browser as passwords are."""
    return Slot(TryKind.FACTOR, name_key(person.username), device_of(request, person.username))


def of_session(request: HttpRequest) -> Slot:
    """What is tried within one session: what others try elsewhere does not touch it."""
    return Slot(TryKind.STEP_UP, keyed_hash(f"tries of session {request.session.session_key}"))


def of_source(request: HttpRequest, kind: TryKind = TryKind.SOURCE) -> Slot:
    """What comes from one network: an IPv4 address, or the /64 that one IPv6 customer has."""
    return Slot(kind, keyed_hash(f"network {_network(source_address(request) or '')}"))


def _network(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    mapped = getattr(found, "ipv4_mapped", None)
    if found.version == 4 or mapped:
        return str(mapped or found)
    return str(ip_network(f"{found}/64", strict=False))


def _limits(kind: TryKind) -> tuple[tuple[int, timedelta], ...]:
    if kind in _OF_NETWORKS:
        return (settings.SOURCE_TRIES, QUARTER), (settings.SOURCE_TRIES_A_DAY, DAY)
    return ((settings.LOCKOUT_TRIES, DAY),)


def is_shut(slot: Slot) -> bool:
    """Whether a limit of this slot is reached."""
    now, limits = timezone.now(), _limits(slot.kind)
    counts = {f"n{n}": Count("pk", filter=Q(at__gt=now - within)) for n, (_most, within) in enumerate(limits)}
    found = slot.rows().filter(at__gt=now - DAY).aggregate(**counts)
    return any(found[f"n{n}"] >= most for n, (most, _within) in enumerate(limits))


class _Shut(Exception):
    pass


def admits(slot: Slot) -> bool:
    """Whether one more guess is let through; until the transaction ends nobody else guesses in this slot.

    Asked once more when its turn has come. One that is refused then lets the next go on at once: what a savepoint
    has locked is free when it is rolled back.
    """
    if is_shut(slot):
        return False
    try:
        with transaction.atomic():
            _wait_for(slot)
            if is_shut(slot):
                raise _Shut
    except _Shut:
        return False
    return True


def _wait_for(slot: Slot) -> None:
    with connection.cursor() as cursor:
        text = f"{slot.kind} {slot.who} {slot.device}"
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [text])


def count(*slots: Slot) -> None:
    """One more wrong guess in each of `slots`."""
    FailedTry.objects.bulk_create(FailedTry(kind=one.kind, who=one.who, device=one.device) for one in slots)


def failed(slot: Slot, *also: Slot) -> bool:
    """Count a wrong guess, `also` where it counts too. True when this was the one that shuts `slot`."""
    count(slot, *also)
    return is_shut(slot)


def failed_log_in(request: HttpRequest, slot: Slot) -> bool:
    """Count a wrong guess at a log-in, and True when it shuts the slot. The network it came from counts it too, unless
    the browser is known: a workplace of three hundred is one address, and all of them mistype."""
    return failed(slot, *([] if slot.device else [of_source(request)]))


def refused(request: HttpRequest, slot: Slot) -> None:
    """A try at a shut name counts for its network, or a shut name could be hashed for without end.

    In the slot's turn: what follows writes to a person's row where there is one, and the waiting of many at once for
    that row would tell that there is.
    """
    _wait_for(slot)
    count(of_source(request))


def failed_in_session(request: Any, slot: Slot) -> None:
    """Count a wrong guess of whoever is logged in. One too many, and the session is over (accounts.middleware)."""
    if is_shut(slot) or failed(slot):
        request.has_guessed_enough = True


def passed(slot: Slot) -> None:
    """A right guess: what was counted in this slot is forgotten."""
    slot.rows().delete()


def forget(username: str, kinds: Iterable[TryKind]) -> int:
    """Forget what was counted of these kinds for this name, from all browsers. Returns how many."""
    return FailedTry.objects.filter(who=name_key(username), kind__in=list(kinds)).delete()[0]
