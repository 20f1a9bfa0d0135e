"""What in the answers is to be talked about: judged from the answers, and listed for those who coordinate."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from citizens.models import Citizen
from followups.enums import ConcernKind
from followups.models import Concern, FollowUpAnswer
from followups.queries.series import LOW

FALL = 2  # steps of the scale (domain.md § 6)


def kinds_of(answer: FollowUpAnswer, earlier: Sequence[FollowUpAnswer]) -> list[ConcernKind]:
    """What in an answer should be talked about. `earlier`: the answers before it, oldest first. No query.

    Like is compared with like: the citizen's own answers with the citizen's own, a proxy's with a proxy's. A question
    that was not answered has no value, so the latest answer with one is what counts.
    """
    found = []
    for kind, name in ((ConcernKind.HEALTH_FELL, "health"), (ConcernKind.SATISFACTION_FELL, "satisfaction")):
        now = getattr(answer, name)
        before = [getattr(row, name) for row in earlier if row.answered_by == answer.answered_by]
        known = [value for value in before if value is not None]
        if now is not None and known and known[-1] - now >= FALL:
            found.append(kind)
    score = answer.who5_score
    return found + ([ConcernKind.WHO5_LOW] if score is not None and score <= LOW else [])


def open_concerns() -> Any:
    """Those nobody has talked about yet, and that still stand."""
    return Concern.objects.filter(talked_on__isnull=True, lapsed_on__isnull=True)


def to_talk_about(citizens: Collection[Citizen]) -> list[Concern]:
    """The open ones of these citizens, the latest answer first. The caller's list is of those the reader coordinates
    or leads. One query."""
    rows = open_concerns().filter(answer__follow_up__citizen__in=[row.pk for row in citizens])
    return list(rows.select_related("answer__follow_up").order_by("-answer__answered_on", "id"))


def concern_of(answer: FollowUpAnswer) -> Concern | None:
    """What stands of an answer, talked about or not; None when a correction has taken it away."""
    return Concern.objects.filter(answer=answer, lapsed_on__isnull=True).first()
