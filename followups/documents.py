"""The form of a follow-up on paper: the questions of the screen, in the same order and words, with boxes to tick.

It carries the case reference, the round and its due date, and nothing else by which somebody could be told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from core.pdf import PAPER, render_pdf
from followups.models import FollowUp

LANGUAGE = "da"  # papers are in Danish, whoever prints them
CSS = (*PAPER, "documents/form.css")


@dataclass(frozen=True)
class PaperForm:
    """What is printed: `form` as on the screen (followups.forms.AnswerForm); without a round it is a blank one."""

    form: Any
    case_number: int | None = None
    number: int | None = None
    due_on: date | None = None

    @property
    def file_name(self) -> str:
        if self.case_number is None:
            return "opfoelgning.pdf"
        return f"opfoelgning-sag-{self.case_number}-runde-{self.number}.pdf"


def of_round(row: FollowUp, form: Any) -> PaperForm:
    """The form of one round."""
    return PaperForm(form, row.citizen.case_number, row.number, row.due_on)


def html(paper: PaperForm) -> str:
    """The whole document. In Danish, whoever prints it."""
    with translation.override(LANGUAGE):
        return render_to_string("documents/follow_up_form.html", {"paper": paper, "author": "Sammen om min vej"})


def as_pdf(paper: PaperForm) -> HttpResponse:
    """The document, shown by the browser; the file's name tells nothing but case reference and round."""
    response = HttpResponse(render_pdf(html(paper), css=CSS), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{paper.file_name}"'
    return response
