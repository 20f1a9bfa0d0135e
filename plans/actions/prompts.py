from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.attribution import attributed_to
from core.models import Refused, Stale
from plans.actions.state import keep_signpost, locked_open
from plans.models import Plan, Prompt, PromptAnswer


@transaction.atomic
def answer_prompt(
    plan: Plan, prompt: Prompt, *, by: Any, revision: int | None, reply: str, note: str = ""
) -> PromptAnswer:
    """Answer one thing not to forget, or change the answer. `revision` is None where there was no answer yet.

    Raises Refused (plan closed, a prompt of another programme, no answer chosen) and Stale.
    """
    plan = locked_open(plan)
    if prompt.programme_id != plan.citizen.programme_id:
        raise Refused(_("This point belongs to another programme."))
    if not reply:
        raise Refused(_("Choose an answer before you write a note."), field="reply")
    answer = PromptAnswer.objects.filter(plan=plan, prompt=prompt).first()
    if answer is None:
        answer = PromptAnswer(plan=plan, prompt=prompt)
    elif answer.revision != revision:
        raise Stale(answer)  # the plan's lock keeps others away from its answers
    answer.reply, answer.note = reply, note
    with attributed_to(by):
        answer.save()
    keep_signpost(plan.citizen)
    return answer
