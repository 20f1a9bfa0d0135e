"""Notices find their recipients: each becomes a line in the day's digest of whom it concerns now, or a mail of its own.

One gatherer at a time, by an advisory lock that goes with its transaction; each batch is a transaction.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from core.dates import danish_date
from core.models import Delivery, Mail, MailState, Notice
from core.outbox.calendar import digests_leave, next_digest, start_of_day
from core.outbox.kinds import Addressee, Kinds, People, Told
from core.outbox.problems import LONGEST, NOBODY, log

BATCH = 1000
_LOCK = 0x736F6D76  # "somv": the gatherer's place
LOOKED_AT_AGAIN = timedelta(days=1)

Pair = tuple[uuid.UUID, str]
Judged = dict[uuid.UUID, Told | None]  # by notice; None: it no longer concerns anyone


def to_gather(kinds: Kinds, now: datetime) -> QuerySet[Notice]:
    """The notices whose time has come. Those of a digest wait until one may leave: so they are judged that day."""
    open_now = digests_leave(now)
    names = [kind.name for kind in kinds.values() if kind.at_once or open_now]
    return Notice.objects.filter(settled_at__isnull=True, try_at__lte=now, kind__in=names)


def gather(kinds: Kinds, people: People, now: datetime) -> int | None:
    """Place one batch; returns how many were looked at, or None while another gatherer is at it."""
    with transaction.atomic():
        if not _alone():
            return None
        batch = list(to_gather(kinds, now).select_for_update(skip_locked=True).order_by("try_at", "id")[:BATCH])
        if batch:
            _place(batch, kinds, people, now)
    return len(batch)


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [_LOCK])
        return cursor.fetchone()[0]


def judge(notices: Sequence[Notice], kinds: Kinds, now: datetime) -> tuple[Judged, dict[str, str]]:
    """What each notice's kind says of it now, and kind → code of error for those that could not say."""
    by_kind: dict[str, list[Notice]] = defaultdict(list)
    for row in notices:
        by_kind[row.kind].append(row)
    judged: Judged = {}
    failed: dict[str, str] = {}
    for name, rows in by_kind.items():
        try:
            with transaction.atomic():
                told = kinds[name].judge([(row.about, row.occasion) for row in rows], now)
        except Exception as error:  # noqa: BLE001  one kind's fault must not keep the others from being told
            failed[name] = f"kind:{type(error).__name__}"[:LONGEST]
            log.error("outbox, %s: %s", name, failed[name])
        else:
            judged |= {row.pk: told.get((row.about, row.occasion)) for row in rows}
    return judged, failed


def back_off(rows: Iterable[Notice], code: str, now: datetime) -> None:
    """Look at them again later: after 1, 2, 4 … minutes, at most an hour."""
    for row in rows:
        row.tries, row.problem = min(row.tries + 1, 1000), code
        row.try_at = now + timedelta(minutes=min(2 ** min(row.tries - 1, 6), 60))
    Notice.objects.bulk_update(rows, ["tries", "problem", "try_at"])


@dataclass
class _Placed:
    """What a batch comes to."""

    settled: list[uuid.UUID] = field(default_factory=list)
    nobody: list[uuid.UUID] = field(default_factory=list)
    later: list[uuid.UUID] = field(default_factory=list)  # one of its people has had the digest of the day
    placed: list[uuid.UUID] = field(default_factory=list)
    mails: dict[str, Mail] = field(default_factory=dict)
    deliveries: list[Delivery] = field(default_factory=list)


def _place(batch: Sequence[Notice], kinds: Kinds, people: People, now: datetime) -> None:
    judged, failed = judge(batch, kinds, now)
    back_rows: dict[str, list[Notice]] = defaultdict(list)
    for row in batch:
        if row.kind in failed:
            back_rows[row.kind].append(row)
    known = people({who for told in judged.values() if told for who in told.recipients})
    placed = _placed([row for row in batch if row.kind not in failed], judged, kinds, known, now)
    _open(placed.mails.values(), now)
    Delivery.objects.bulk_create(placed.deliveries, ignore_conflicts=True)
    for name, rows in back_rows.items():
        back_off(rows, failed[name], now)
    _note(placed, now)


def _open(mails: Collection[Mail], now: datetime) -> None:
    """Make the mails; one that was there and had nothing left to say has something again."""
    emptied = Mail.objects.filter(pk__in=[mail.pk for mail in mails], state=MailState.EMPTY)
    emptied.update(state=MailState.WAITING, ended_at=None, try_at=now, problem="")
    Mail.objects.bulk_create(mails, ignore_conflicts=True)


def _placed(
    rows: Sequence[Notice], judged: Judged, kinds: Kinds, known: Mapping[uuid.UUID, Addressee], now: datetime
) -> _Placed:
    wanted = {row.pk: _reached(judged[row.pk], known) for row in rows}
    had = set(Delivery.objects.filter(notice__in=rows).values_list("notice_id", "recipient").order_by())
    digests = _digests({who for row in rows if not kinds[row.kind].at_once for who in wanted[row.pk]}, now)
    placed = _Placed()
    for row in rows:
        if judged[row.pk] is None:
            placed.settled.append(row.pk)
        elif not wanted[row.pk]:
            placed.nobody.append(row.pk)
        else:
            missing = [who for who in wanted[row.pk] if (row.pk, who) not in had]
            mails = [_own(row, who, now) if kinds[row.kind].at_once else digests[who] for who in missing]
            _deliver(placed, row, mails)
            (placed.later if None in mails else placed.placed).append(row.pk)
    return placed


def _reached(told: Told | None, known: Mapping[uuid.UUID, Any]) -> list[uuid.UUID]:
    """Whom it concerns and who can be told, each once."""
    return [who for who in dict.fromkeys(told.recipients if told else ()) if who in known]


def _deliver(placed: _Placed, row: Notice, mails: Iterable[Mail | None]) -> None:
    for mail in mails:
        if mail is not None:
            placed.mails.setdefault(mail.key, mail)
            placed.deliveries.append(Delivery(notice=row, recipient=mail.recipient, mail_id=mail.pk))


def _digests(people: set[uuid.UUID], now: datetime) -> dict[uuid.UUID, Mail | None]:
    """Person → the digest that still waits, else today's, made here; None for who has had a digest today.

    Locked, so that none of them is claimed while lines are added.
    """
    prefix = f"digest:{danish_date(now):%Y-%m-%d}"
    rows = Mail.objects.filter(recipient__in=people, key__startswith="digest:")
    waiting = rows.filter(state=MailState.WAITING).select_for_update().order_by("id")
    found: dict[uuid.UUID, Mail | None] = {row.recipient: row for row in waiting}
    rest = people - set(found)
    today = Q(state=MailState.SENDING) | Q(ended_at__gte=start_of_day(now)) | Q(key__startswith=prefix)
    told = rows.filter(today, recipient__in=rest).exclude(state=MailState.EMPTY)
    had = set(told.values_list("recipient", flat=True).order_by())
    for who in rest:
        found[who] = None if who in had else _mail(f"{prefix}:{who}", who, now)
    return found


def _own(row: Notice, who: uuid.UUID, now: datetime) -> Mail:
    return _mail(f"now:{row.pk}:{who}", who, now)


def _mail(key: str, who: uuid.UUID, now: datetime) -> Mail:
    return Mail(id=Mail.id_of(key), key=key, recipient=who, due_at=now, try_at=now, created_at=now)


def _note(placed: _Placed, now: datetime) -> None:
    """What is on its way is looked at again tomorrow, should its mail not have left: there may be others to tell."""
    tomorrow = next_digest(now)
    rows = Notice.objects.filter
    if placed.settled:
        rows(pk__in=placed.settled).update(settled_at=now, problem="")
    if placed.nobody:
        rows(pk__in=placed.nobody).update(try_at=tomorrow, tries=F("tries") + 1, problem=NOBODY)
    if placed.later:
        rows(pk__in=placed.later).update(try_at=tomorrow, tries=0, problem="")
    if placed.placed:
        rows(pk__in=placed.placed).update(try_at=now + LOOKED_AT_AGAIN, tries=0, problem="")
