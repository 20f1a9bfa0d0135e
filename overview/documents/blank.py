"""The plan as an empty form to write on by hand, in the order of the plan on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citizens.access import Case
from citizens.enums import TRACKS, Part
from citizens.models import Programme
from core.dates import today
from core.pdf import PAPER, render_pdf
from overview.documents.plan import PAPER_LANGUAGE
from plans.enums import Area

BLANK = (*PAPER, "documents/blank.css")


@dataclass(frozen=True)
class BlankPlan:
    """An empty form of `programme`; with `case` headed for that citizen: name and case number, never an address."""

    programme: Programme
    case: Case | None
    printed_on: date

    @property
    def areas(self) -> list[str]:
        """Addiction is called what the programme calls its track."""
        own = {Area.ADDICTION: self.programme.addiction_label}
        return [str(own.get(area, area.label)) for area in Area]

    @property
    def tracks(self) -> list[str]:
        own = {Part.ADDICTION: self.programme.addiction_label}
        return [str(own.get(part, part.label)) for part in TRACKS]

    @property
    def emergency_numbers(self) -> list[str]:
        return self.programme.emergency_numbers.splitlines()

    @property
    def running_mark(self) -> str:
        """Empty it tells nothing; with a name on it, it does."""
        return _("Confidential") if self.case else ""

    @property
    def running_head(self) -> str:
        if self.case is None:
            return _("Blank plan")
        return _("Case %(case)s · blank plan") % {"case": self.case.citizen.case_number}

    @property
    def running_foot(self) -> str:
        day = date_format(self.printed_on, "j. F Y")
        return _("To be filled in by hand · printed %(date)s") % {"date": day}

    @property
    def file_name(self) -> str:
        return f"blank-plan-{self.case.citizen.case_number}.pdf" if self.case else "blank-plan.pdf"


def blank_plan(programme: Programme, case: Case | None = None) -> BlankPlan:
    """The empty form; `case` is that of the user who takes it along to its citizen."""
    return BlankPlan(programme, case, today())


def blank_html(blank: BlankPlan) -> str:
    """The whole HTML, in Danish whatever the language of who prints."""
    with translation.override(PAPER_LANGUAGE):
        return render_to_string("documents/blank.html", {"blank": blank, "author": blank.programme.name})


def blank_pdf(blank: BlankPlan) -> bytes:
    return render_pdf(blank_html(blank), css=BLANK)
