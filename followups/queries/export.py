"""Answers under pseudonyms, for who evaluates: no name, number, date, place or free text.

A date is next to a name: a row says round and on time or late, not when. Only citizens whose consent to the use of
their data, and to taking part, is valid today.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.enums import Role
from citizens.access import valid_consent, visible_citizens
from citizens.enums import ConsentKind
from citizens.models import Consent, Programme
from core.dates import today
from core.fields import keyed_hash
from followups.models import FollowUpAnswer

LENGTH = 12  # hex digits of a pseudonym: 48 bits, no two alike among a million


def pseudonym(programme: Programme, citizen_id: Any) -> str:
    """The same citizen is the same in every export of the programme, and somebody else in another programme's."""
    return keyed_hash(f"{programme.pk}:{citizen_id}")[:LENGTH]


def exported(user: Any, programme: Programme) -> list[uuid.UUID]:
    """The citizens whose answers may be fetched, by key: the lead's visible ones, for the analyst all – with both
    consents. An analyst reaches no citizen; the database names the keys to them, and to nobody else. One query."""
    if user.role != Role.LEAD:
        with connection.cursor() as cursor:
            cursor.execute("select somv_evaluated_citizens(%s) order by 1", [programme.pk])
            return [key for (key,) in cursor.fetchall()]
    given = Consent.objects.filter(valid_consent(today()), citizen=OuterRef("pk"))
    rows = visible_citizens(user).filter(
        Exists(given.filter(kind=ConsentKind.EVALUATION)),
        Exists(given.filter(kind=ConsentKind.PARTICIPATION)),
        programme=programme,
    )
    return list(rows.order_by("pk").values_list("pk", flat=True))


def head() -> list[str]:
    """The columns, in the reader's language."""
    return [
        _("Pseudonym"), _("Round"), _("On time"), _("How"), _("Answered by"), _("Self-rated health (1-5)"),
        _("Satisfaction with life (0-10)"), _("Satisfied (asked as yes/no)"), _("Knows where to turn"),
        _("WHO-5 (0-100)"), _("Those who help work together"), _("Does not wish to answer"),
    ]  # fmt: skip


def rows(user: Any, programme: Programme) -> Iterator[list[Any]]:
    """One row for each answered round, by pseudonym and round: the order tells nothing of names. Two queries."""
    answers = FollowUpAnswer.objects.filter(follow_up__citizen_id__in=exported(user, programme))
    found = answers.select_related("follow_up").order_by("follow_up__number", "id")
    named = [(pseudonym(programme, row.follow_up.citizen_id), row) for row in found]
    for name, row in sorted(named, key=lambda pair: (pair[0], pair[1].follow_up.number)):
        yield _row(name, row)


def _row(name: str, row: FollowUpAnswer) -> list[Any]:
    then = "" if row.satisfied_then is None else _("yes") if row.satisfied_then else _("no")
    return [
        name,
        row.follow_up.number,
        _("yes") if row.answered_on <= row.follow_up.window_ends_on else _("no"),
        row.get_mode_display(),
        row.get_answered_by_display(),
        row.health,
        row.satisfaction,
        then,
        row.get_knows_display() if row.knows else "",
        row.who5_score,
        row.get_together_display() if row.together else "",
        ", ".join(sorted(row.declined)),
    ]
