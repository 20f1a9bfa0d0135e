"""A pack of plans for the meetings of a day or a week: each laid out by itself, bound behind a contents page."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from citizens.access import Case
from core.dates import today
from core.models import Refused
from core.pdf import PAPER, Paper, lay_out
from followups.queries.curves import Curves
from overview.documents.plan import LONGEST, PAPER_LANGUAGE, PlanDocument, plan_document
from plans.enums import PrintVariant
from plans.models import Plan

PACK = (*PAPER, "documents/pack.css")


@dataclass(frozen=True)
class PackPlan:
    """One plan of the pack: what it holds, its text, and the sheet of the whole pack on which it begins."""

    document: PlanDocument
    html: str
    sheet: int = 0


def pack_plan(plan: Plan, case: Case, organisation_id: Any) -> PackPlan:
    """One plan of the pack. Raises Refused when it may not be printed for the recipient, or is too long."""
    variant = PrintVariant.ORGANISATION if organisation_id else PrintVariant.WHOLE
    document = plan_document(plan, case, variant=variant, organisation_id=organisation_id)
    if organisation_id:  # a pack is about the meetings; what was answered goes out one plan at a time
        document = dataclasses.replace(document, curves=Curves())
    with translation.override(PAPER_LANGUAGE):
        html = render_to_string("documents/pack_plan.html", {"document": document, "author": document.author})
    if len(html) > LONGEST:
        raise Refused(_("There is too much text in the plan to print it in one go. Shorten the longest texts."))
    return PackPlan(document, html)


def bound(plans: Sequence[PackPlan], progress: Callable[[int], None]) -> bytes:
    """One PDF: contents page, then every plan, with bookmarks. `progress` is told how many are laid out."""
    sheet = _contents(plans).pages + 1  # how many sheets the contents take does not hang on the numbers in it
    placed: list[PackPlan] = []
    papers: list[Paper] = []
    for number, plan in enumerate(plans, start=1):
        placed.append(dataclasses.replace(plan, sheet=sheet))
        # The first page's own number is added by the sheet's counter-increment.
        papers.append(lay_out(plan.html, css=PACK, rules=f"@page :first {{ counter-reset: sheet {sheet - 1} }}"))
        sheet += papers[-1].pages
        progress(number)
    return _contents(placed).pdf(*papers)


def zipped(plans: Sequence[PackPlan], progress: Callable[[int], None]) -> bytes:
    """A ZIP with one PDF for each plan; the file names carry the case number only."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as pack:
        for number, plan in enumerate(plans, start=1):
            pack.writestr(plan.document.file_name, lay_out(plan.html).pdf())
            progress(number)
    return out.getvalue()


def _contents(plans: Sequence[PackPlan]) -> Paper:
    first = plans[0].document
    told = {"plans": plans, "author": first.author, "recipient": first.recipient, "printed_on": today()}
    with translation.override(PAPER_LANGUAGE):
        return lay_out(render_to_string("documents/pack_contents.html", told), css=PACK)
