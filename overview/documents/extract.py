"""What a participant may copy into their own journal: the tracks their organisation reads, their own work first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
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
from overview.documents import sheets
from overview.documents.plan import LONGEST, PAPER_LANGUAGE
from overview.documents.sheets import Action, GoalLine, TrackSheet
from overview.queries.readers import Reader
from plans.enums import PrintVariant
from plans.models import Plan


@dataclass(frozen=True)
class Extract:
    """The extract, narrowed by the participant's own case: never wider than their screen.

    The address and the people around the citizen have no place in it, not even for who visits the home.
    """

    plan: Plan
    reader: Reader
    made_on: date
    tracks: list[TrackSheet]
    plain = False  # the tracks speak as in the plan for professionals

    @property
    def citizen(self) -> Any:
        return self.reader.case.citizen

    @property
    def maker(self) -> Any:
        return self.reader.case.user

    @property
    def parts(self) -> list[str]:
        return [sheet.track.kind for sheet in self.tracks]

    @property
    def until(self) -> date | None:
        return self.reader.case.until

    @property
    def head(self) -> str:
        return _("Extract of the coordinated plan")

    @property
    def running_head(self) -> str:
        told = {"case": self.citizen.case_number, "version": self.plan.version}
        return _("Case %(case)s · version %(version)s") % told

    @property
    def made(self) -> str:
        return _("Made %(date)s by %(who)s, %(where)s") % {
            "date": date_format(self.made_on, "j. F Y"),
            "who": self.maker.name,
            "where": self.reader.organisation,
        }

    @property
    def file_name(self) -> str:
        return f"uddrag-{self.citizen.case_number}-v{self.plan.version}.pdf"


def _rank(action: Action, user: Any, own: set[Any]) -> int:
    """Mine, then my workplace's, then the others'."""
    row = action.row
    member = row.responsible_member
    if member is not None and member.user_id == user.pk:
        return 0
    return 1 if (member.organisation_id if member else row.responsible_organisation_id) in own else 2


def extract_of(plan: Plan, case: Case) -> Extract:
    """The extract of `case`'s user, a participant: the tracks open to them today. Three queries."""
    reader = Reader(PrintVariant.EXTRACT, case, case.user.organisation)
    own = {place.organisation_id for place in case.places}
    with translation.override(PAPER_LANGUAGE):
        found = [
            replace(sheet, open=sorted(sheet.open, key=lambda action: _rank(action, case.user, own)))
            for sheet in sheets.tracks(reader, plan)
        ]
        return Extract(plan, reader, today(), found)


def _goal(line: GoalLine) -> Iterator[str]:
    for mark, goal in [("- ", line.goal), *(("  - ", row) for row in line.subgoals)]:
        until = _(", by %(day)s") % {"day": date_format(goal.target_on, "j. F Y")} if goal.target_on else ""
        attained = f" ({goal.get_attainment_display()})" if goal.attainment else ""
        yield f"{mark}{goal.text}{until}{attained}"


def _action(action: Action) -> str:
    row = action.row
    words = [row.text, action.responsible, action.status]
    if row.ended_on:
        words[-1] += " " + date_format(row.ended_on, "j. F Y")
        words.extend(filter(None, [row.ended_reason]))
    elif row.deadline:
        words.append(_("deadline %(day)s") % {"day": date_format(row.deadline, "j. F Y")})
    if row.follow_up_note:
        words.append(row.follow_up_note)
    return "- " + " · ".join(words)


def _track(sheet: TrackSheet) -> Iterator[str]:
    yield from ("", sheet.name.upper())
    yield sheet.track.status_line or _("No status has been written for this track yet.")
    if sheet.goals:
        yield _("Goals:")
        for line in sheet.goals:
            yield from _goal(line)
    for heading, actions in ((_("Interventions:"), sheet.open), (_("Ended:"), sheet.ended)):
        if actions:
            yield heading
            yield from map(_action, actions)


def extract_text(extract: Extract) -> str:
    """Plain lines, in Danish, to be copied into any system."""
    with translation.override(PAPER_LANGUAGE):
        lines = [f"{extract.head.upper()} – {extract.citizen.name}, {extract.running_head}", extract.made + "."]
        if extract.until:
            day = date_format(extract.until, "j. F Y")
            lines.append(_("The citizen's consent to my organisation counts until %(day)s.") % {"day": day})
        for sheet in extract.tracks:
            lines.extend(_track(sheet))
        return "\n".join(lines)


def extract_pdf(extract: Extract) -> tuple[bytes, str]:
    """The PDF and its SHA-256 (hex). Raises Refused beyond LONGEST."""
    with translation.override(PAPER_LANGUAGE):
        html = render_to_string("documents/extract.html", {"document": extract, "author": extract.maker.name})
    if len(html) > LONGEST:
        raise Refused(_("There is too much text in the plan to print it in one go. Shorten the longest texts."))
    content = render_pdf(html)
    return content, hashlib.sha256(content).hexdigest()
