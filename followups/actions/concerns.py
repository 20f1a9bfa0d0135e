"""An answer that should be talked about is raised with the answer, kept right by corrections, ended by the talk."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.attribution import attributed_to
from core.dates import today
from core.models import Refused
from core.outbox.notices import tell
from followups.enums import ConcernKind
from followups.models import Concern, FollowUpAnswer
from followups.queries.concerns import kinds_of
from followups.queries.series import answers_of

NOTICE = "concern"


def raise_concern(answer: FollowUpAnswer, by: Any) -> None:
    """Judge the citizen's answers anew after one of them was stored; what is to be talked about is told.

    Called in the transaction of answering and correcting, under the lock of the course. Only the latest answer raises
    something new: what was lower long ago, or before the citizen was entered here, has been overtaken. What was raised
    is kept right, whichever answer is corrected.
    """
    answers = answers_of(answer.follow_up.citizen_id)
    rows = Concern.objects.select_for_update(of=("self",)).filter(answer__in=answers)
    stored = {row.answer_id: row for row in rows.order_by("id")}
    with attributed_to(by):
        for index, row in enumerate(answers):
            kinds = kinds_of(row, answers[:index])
            if row.pk in stored:
                _keep(stored[row.pk], kinds)
            elif kinds and index == len(answers) - 1 and row.follow_up.number >= row.follow_up.course.first_round:
                _tell(Concern(answer=row, kinds=kinds))


def _keep(concern: Concern, kinds: list[ConcernKind]) -> None:
    if not kinds:
        if concern.lapsed_on is None:
            concern.lapsed_on = today()
            concern.save()
    elif concern.lapsed_on is not None or set(kinds) - set(concern.kinds):
        # Something is new, and that has not been talked about.
        concern.kinds, concern.lapsed_on, concern.talked_on, concern.talked_note = kinds, None, None, ""
        _tell(concern)
    elif kinds != concern.kinds:
        concern.kinds = kinds
        concern.save()


def _tell(concern: Concern) -> None:
    concern.save()
    tell(NOTICE, concern.pk, f"raised-{concern.revision}", timezone.now())


@transaction.atomic
def talked_about(concern: Concern, *, by: Any, talked_on: date, note: str = "") -> Concern:
    """The coordinator has talked with the citizen about it. Sent twice, it is once.

    Raises Refused by the field: the day is in the future or before the answer; a correction has taken it away; another
    has ended it meanwhile.
    """
    concern = concern.locked()
    if (concern.talked_on, concern.talked_note) == (talked_on, note.strip()):
        return concern
    if concern.talked_on is not None:
        raise Refused(_("Somebody has written meanwhile that it was talked about. Nothing of yours is stored."))
    if concern.lapsed_on is not None:
        raise Refused(_("The answer has been corrected, and there is nothing left to talk about here."))
    if talked_on > today():
        raise Refused(_("The day cannot be in the future."), field="talked_on")
    if talked_on < concern.answer.answered_on:
        raise Refused(_("That is before the day of the answers."), field="talked_on")
    concern.talked_on, concern.talked_note = talked_on, note.strip()
    with attributed_to(by):
        concern.save()
    return concern
