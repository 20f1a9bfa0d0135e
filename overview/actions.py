"""Ordering a pack of paper, and handing it out."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import jobs
from core.models import Job, Refused
from overview.enums import PackFormat
from overview.queries.week import KIND, MOST, Choice, lines, lines_of, packs_of


@transaction.atomic
def order_pack(*, by: Any, choice: Choice, citizens: Collection[uuid.UUID], form: PackFormat) -> Job:
    """Have these citizens' plans printed for the recipient. Who is left out beforehand is kept in the order.

    Raises Refused for none, for more than MOST, when somebody of them cannot be printed, and while another is open.
    """
    wanted = set(citizens)
    if not wanted:
        raise Refused(_("Choose at least one plan."), field="citizens")
    if len(wanted) > MOST:
        told = {"number": len(wanted), "most": MOST}
        message = _("You have chosen %(number)s plans. At most %(most)s are printed in one go: choose fewer.")
        raise Refused(message % told, field="citizens")
    if any(job.is_open for job in packs_of(by)):
        raise Refused(_("Your last pack is still being made. Wait until it is ready."))
    shown = lines(by, choice)
    ready = [line.citizen.pk for line in shown if line.reason is None and line.citizen.pk in wanted]
    if set(ready) != wanted:
        raise Refused(_("The list has changed since you opened it. Look it over and choose again."), field="citizens")
    return jobs.order(
        KIND,
        by=by,
        organisation_id=by.organisation.pk,
        total=len(ready),
        citizens=[str(pk) for pk in ready],
        recipient=str(choice.organisation or ""),
        form=str(form),
        left_out=[[str(line.citizen.pk), str(line.reason), line.since] for line in shown if line.reason],
    )


@transaction.atomic
def fetch_pack(job: Job, *, by: Any) -> bytes | None:
    """The file, if all that stands in it is still open today: as many parts, and no address protected since.

    Otherwise the file is deleted and None returned. Not Refused: that would roll the deletion back.
    """
    recipient = uuid.UUID(job.wanted["recipient"]) if job.wanted["recipient"] else None
    printed = job.told["printed"]
    today = {str(line.citizen.pk): line for line in lines_of(by, recipient, [row["citizen"] for row in printed])}
    for row in printed:
        line = today.get(row["citizen"])
        if line is None or line.reason is not None:
            break
        if recipient and not set(row["parts"]) <= line.parts:
            break
        if line.citizen.protected and not row["protected"]:
            break
    else:
        return jobs.fetched(job)
    jobs.let_go(job)
    return None
