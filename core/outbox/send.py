"""Mails leave, one by one: claimed by lease, judged once more, written, sent, marked.

Whoever dies between the server's yes and the mark leaves one mail that is sent again after the lease, under the same
Message-ID. A server that cannot be reached ends the sending of this sweep; one refused recipient stops nobody else.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from core.models import Delivery, Mail, MailState, Notice
from core.outbox.calendar import digests_leave
from core.outbox.gather import back_off, judge, to_gather
from core.outbox.kinds import Addressee, Kinds, People
from core.outbox.letter import Line, letter
from core.outbox.post import MailDelayed, MailRefused, Post, ServerAway
from core.outbox.problems import LONGEST, Problems, log

LEASE = timedelta(minutes=5)
AT_MOST = 120  # seconds in one go: Celery ends a task after 240
_LONGEST_WAIT = 6  # as a power of two: about an hour


@dataclass(frozen=True)
class Sending:
    """What the steps of one sweep's sending share. `at` is the sweep's moment, moved on by the time it has taken."""

    kinds: Kinds
    people: People
    now: datetime
    post: Post
    began: float = field(default_factory=time.monotonic)

    @property
    def at(self) -> datetime:
        return self.now + timedelta(seconds=time.monotonic() - self.began)

    @property
    def is_over(self) -> bool:
        return time.monotonic() - self.began > AT_MOST


def send(kinds: Kinds, people: People, now: datetime, limit: int, problems: Problems) -> int:
    """Send what may leave, `limit` mails at most; returns how many were taken on."""
    sending, taken = Sending(kinds, people, now, Post()), 0
    if not _free(sending).exists():
        return 0
    try:
        sending.post.open()
        while taken < limit and not sending.is_over and (mail := claim(sending)) is not None:
            taken += 1
            _deliver(mail, sending)
    except ServerAway as away:
        problems.note("mail", away.code)
        if not sending.post.is_open:
            _all_later(_free(sending), away.code, now)
    finally:
        sending.post.close()
    return taken


def _free(sending: Sending) -> QuerySet[Mail]:
    """Mails that may be claimed: none of a digest while there may be something to add to it."""
    mine = Q(state=MailState.WAITING) | Q(state=MailState.SENDING, claimed_until__lte=sending.at)
    rows = Mail.objects.filter(mine, try_at__lte=sending.at)
    if not digests_leave(sending.now) or to_gather(sending.kinds, sending.now).exists():
        rows = rows.exclude(key__startswith="digest:")
    return rows


@transaction.atomic
def claim(sending: Sending) -> Mail | None:
    """The mail that has waited longest, ours until the lease runs out; None when there is none."""
    mail = _free(sending).select_for_update(skip_locked=True).order_by("try_at", "id").first()
    if mail is None:
        return None
    mail.state, mail.claim, mail.claimed_until = MailState.SENDING, uuid.uuid4(), sending.at + LEASE
    mail.tries = min(mail.tries + 1, 1000)
    mail.save(update_fields=["state", "claim", "claimed_until", "tries"])
    return mail


def _deliver(mail: Mail, sending: Sending) -> None:
    """Raises ServerAway."""
    to, lines, unreached = _judged(mail, sending)
    if to is None or not lines:
        return _end(mail, MailState.EMPTY, sending)
    if not to.email:
        return _end(mail, MailState.NO_ADDRESS, sending, unreached=unreached)
    try:
        sending.post.send(letter(mail, lines, to, sending.at, sending.post.connection))
    except MailRefused as refused:
        return _end(mail, MailState.REFUSED, sending, problem=refused.code, unreached=unreached)
    except MailDelayed as delayed:
        return _later(mail, delayed.code, sending)
    except ServerAway as away:
        _later(mail, away.code, sending)
        raise
    except Exception as error:  # noqa: BLE001  a line that cannot be written must not keep the other mails back
        log.error("mail %s could not be written: %s", mail.pk, type(error).__name__)
        return _later(mail, f"letter:{type(error).__name__}", sending)
    return _end(mail, MailState.SENT, sending, unreached=unreached)


Judged = tuple[Addressee | None, list[Line], set[uuid.UUID]]


@transaction.atomic
def _judged(mail: Mail, sending: Sending) -> Judged:
    """To whom, which lines still are theirs, and which notices have somebody else to tell who has no mail yet.

    What is theirs no longer is taken out of the mail, and gathered anew.
    """
    deliveries = list(Delivery.objects.filter(mail=mail).select_related("notice").order_by("id"))
    known = [row.notice for row in deliveries if row.notice.kind in sending.kinds]
    judged, failed = judge(known, sending.kinds, sending.now)
    people = sending.people({mail.recipient, *(who for told in judged.values() if told for who in told.recipients)})
    to, lines, gone = people.get(mail.recipient), [], []
    for row in deliveries:
        told = judged.get(row.notice_id)
        if to is not None and told is not None and mail.recipient in told.recipients:
            lines.append((row.notice, told))
        else:
            gone.append(row)
    _take_out(gone, failed, sending)
    return to, lines, _unreached(lines, people)


def _take_out(gone: Collection[Delivery], failed: dict[str, str], sending: Sending) -> None:
    if not gone:
        return
    Delivery.objects.filter(pk__in=[row.pk for row in gone]).delete()
    for name, code in failed.items():
        back_off([row.notice for row in gone if row.notice.kind == name], code, sending.now)
    again = [row.notice_id for row in gone if row.notice.kind not in failed]
    Notice.objects.filter(pk__in=again).update(settled_at=None, try_at=sending.now)


def _unreached(lines: Iterable[Line], people: Any) -> set[uuid.UUID]:
    told = {row.pk: {who for who in told.recipients if who in people} for row, told in lines}
    for notice, who in Delivery.objects.filter(notice__in=told).values_list("notice_id", "recipient").order_by():
        told[notice].discard(who)
    return {notice for notice, missing in told.items() if missing}


@transaction.atomic
def _end(
    mail: Mail, state: MailState, sending: Sending, *, problem: str = "", unreached: Collection[uuid.UUID] = ()
) -> None:
    """Mark the mail, and settle the notices that have reached all they concern. Notices are locked before mails."""
    rows = Notice.objects.filter(deliveries__mail=mail, settled_at__isnull=True).exclude(pk__in=unreached)
    told = [row.pk for row in rows.select_for_update(of=("self",)).order_by("id")]
    mine = Mail.objects.filter(pk=mail.pk, claim=mail.claim)
    if not mine.update(state=state, problem=problem, ended_at=sending.at, claim=None, claimed_until=None):
        return log.warning("mail %s was taken over by another worker", mail.pk)
    on_the_way = Mail.objects.filter(state__in=[MailState.WAITING, MailState.SENDING])
    others = Delivery.objects.filter(notice__in=told, mail__in=on_the_way).values_list("notice_id", flat=True)
    Notice.objects.filter(pk__in=set(told) - set(others.order_by())).update(settled_at=sending.at, problem="")
    return None


def _later(mail: Mail, problem: str, sending: Sending) -> None:
    Mail.objects.filter(pk=mail.pk, claim=mail.claim).update(
        state=MailState.WAITING,
        claim=None,
        claimed_until=None,
        problem=problem[:LONGEST],
        try_at=sending.at + _wait(mail.tries),
    )


def _all_later(rows: QuerySet[Mail], problem: str, now: datetime) -> None:
    """Nobody answered: everything that would have left waits, the longer the more often it has been tried."""
    free = Q(pk__in=list(rows.values_list("pk", flat=True).order_by()))
    waiting = Mail.objects.filter(free, state=MailState.WAITING)
    for tries in range(_LONGEST_WAIT, -1, -1):
        same = waiting.filter(tries=tries) if tries < _LONGEST_WAIT else waiting.filter(tries__gte=tries)
        same.filter(try_at__lte=now).update(tries=F("tries") + 1, problem=problem, try_at=now + _wait(tries + 1))


def _wait(tries: int) -> timedelta:
    """2, 4, 8 … minutes, at most an hour."""
    return timedelta(minutes=min(2 ** min(tries, _LONGEST_WAIT), 60))
