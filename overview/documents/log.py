"""The citizen's log on paper: when, which organisation and role, what and why. In plain words, without any address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citizens.access import Case
from core.dates import today
from core.models import Refused
from core.pdf import render_pdf
from overview.documents.plan import PAPER_LANGUAGE
from overview.queries.log import MOST_PRINTED, Line, all_of_citizen


@dataclass(frozen=True)
class CitizenLog:
    """What the citizen is handed. Names of staff only where who prints has asked for them."""

    case: Case
    days: tuple[date, date]
    names: bool
    lines: list[Line]
    made_on: date

    @property
    def citizen(self) -> Any:
        return self.case.citizen

    @property
    def running_head(self) -> str:
        return _("Case %(case)s · who has looked") % {"case": self.citizen.case_number}

    @property
    def made(self) -> str:
        return _("Made %(date)s by %(who)s, %(where)s") % {
            "date": date_format(self.made_on, "j. F Y"),
            "who": self.case.user.name,
            "where": self.case.user.organisation,
        }

    @property
    def file_name(self) -> str:
        return f"log-{self.citizen.case_number}.pdf"


def citizen_log(case: Case, days: tuple[date, date], *, names: bool) -> CitizenLog:
    """The log of `days`, both counted. Raises Refused when there is more than fits on paper."""
    with translation.override(PAPER_LANGUAGE):
        lines = all_of_citizen(case.citizen.pk, days)
    if len(lines) == MOST_PRINTED:
        raise Refused(_("There is more than can be printed in one go. Choose a shorter period."), field="fra")
    return CitizenLog(case, days, names, lines, today())


def citizen_log_pdf(made: CitizenLog) -> bytes:
    with translation.override(PAPER_LANGUAGE):
        html = render_to_string("documents/citizen_log.html", {"document": made, "author": made.case.user.name})
    return render_pdf(html)
