"""The plan on paper, and the same in the preview on screen."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citizens.access import Case
from citizens.enums import Part
from citizens.models import CareTeamMember, Relative, Stay
from core.dates import today
from core.models import Refused
from core.pdf import render_pdf
from followups.queries.curves import Curves, curves_of
from meetings.models import NetworkMeeting
from meetings.queries import next_meeting
from overview.documents import sheets
from overview.documents.wording import person
from overview.queries.readers import Reader, reader_of
from plans.enums import Acceptance, PlanState, PrintVariant
from plans.models import Agreement, Challenge, CrisisPlan, OtherPlan, Plan, PlanPrint, PromptAnswer, Situation
from plans.queries import agreements, challenges, other_plans, situations

PAPER_LANGUAGE = "da"
LONGEST = 300_000  # characters of HTML, about a hundred pages: beyond it a worker would be held for minutes


@dataclass(frozen=True)
class PlanDocument:
    """All that one copy of the plan holds, already narrowed to its reader; the template asks nothing more."""

    plan: Plan
    reader: Reader
    printed_by: Any
    printed_on: date
    author: str  # who printed, as the reader may know them
    coordinator: CareTeamMember | None
    coordinator_workplace: str
    meeting: NetworkMeeting | None  # the next one
    agreements: list[Agreement]
    challenges: list[Challenge]
    situations: list[Situation]
    tracks: list[sheets.TrackSheet]
    other_plans: list[OtherPlan]
    crisis: CrisisPlan | None
    network: list[CareTeamMember]
    stays: list[Stay]
    relatives: list[Relative]
    prompts: list[PromptAnswer]
    prints: list[PlanPrint]
    curves: Curves  # what was answered in the follow-ups; empty where the part is closed

    @property
    def citizen(self) -> Any:
        return self.reader.case.citizen

    @property
    def plain(self) -> bool:
        return self.reader.plain

    @property
    def whole(self) -> bool:
        return self.reader.whole

    @property
    def front(self) -> bool:
        """The citizen's voice, the agreements and the next meeting are open to the reader."""
        return self.reader.case.reads(Part.FRONT)

    @property
    def master(self) -> bool:
        return self.reader.case.in_team and self.reader.case.reads(Part.MASTER)

    @property
    def address(self) -> str:
        """The address on one line; never a protected one, whoever prints: paper is left lying about."""
        citizen = self.citizen
        if not self.master or citizen.protected:
            return ""
        return ", ".join(word for word in (citizen.address, f"{citizen.postal_code} {citizen.town}".strip()) if word)

    @property
    def phone(self) -> str:
        return self.citizen.phone if self.master and not self.citizen.protected else ""

    @property
    def accepted(self) -> bool:
        return self.plan.acceptance == Acceptance.ACCEPTED

    @property
    def parts(self) -> list[str]:
        """The parts this copy holds, for its record."""
        return sorted(str(part) for part in self.reader.case.readable)

    @property
    def mark(self) -> str:
        """What the paper is, where it is not the plan in force."""
        return {PlanState.DRAFT: _("Draft"), PlanState.CLOSED: _("Closed")}.get(PlanState(self.plan.state), "")

    @property
    def running_mark(self) -> str:
        return " · ".join(word for word in (_("Confidential"), self.mark.upper()) if word)

    @property
    def recipient(self) -> str:
        if self.reader.organisation is not None:
            return str(self.reader.organisation)
        return _("the citizen") if self.plain else _("coordination, the whole plan")

    @property
    def running_head(self) -> str:
        return _("Case %(case)s · version %(version)s") % {
            "case": self.citizen.case_number,
            "version": self.plan.version,
        }

    @property
    def running_foot(self) -> str:
        return _("Printed %(date)s by %(who)s · for %(whom)s") % {
            "date": date_format(self.printed_on, "j. F Y"),
            "who": self.author,
            "whom": self.recipient,
        }

    @property
    def title(self) -> str:
        """The title of the file: no name, it stands in the window of whoever opens it."""
        kind = _("Your plan") if self.plain else _("Coordinated plan")
        return f"{kind} – {self.running_head}"

    @property
    def file_name(self) -> str:
        """Never a name or a CPR number: file names end up in mails and lists."""
        return f"plan-{self.citizen.case_number}-v{self.plan.version}.pdf"


def plan_document(
    plan: Plan, case: Case, *, variant: PrintVariant, organisation_id: uuid.UUID | None = None
) -> PlanDocument:
    """Gather one copy of `plan` for whom it is printed. `case` is that of the user who prints.

    Raises Refused when they may not print this variant, or when no valid consent covers the organisation.
    """
    reader = reader_of(case, PrintVariant(variant), organisation_id)
    case = reader.case
    coordinator, user = case.coordinator, case.user
    with translation.override(PAPER_LANGUAGE):
        return PlanDocument(
            plan=plan,
            reader=reader,
            printed_by=user,
            printed_on=today(),
            author=_author(reader, user),
            coordinator=coordinator,
            coordinator_workplace=str(coordinator.organisation)
            if coordinator and case.sees_workplace(coordinator.organisation_id)
            else "",
            meeting=next_meeting(plan) if case.reads(Part.FRONT) else None,
            # What is done is history; the paper is about what comes before the next meeting.
            agreements=[row for row in agreements(plan, case) if row.done_on is None],
            challenges=challenges(plan, case),
            situations=situations(plan, case),
            tracks=sheets.tracks(reader, plan),
            other_plans=other_plans(plan, case),
            crisis=sheets.crisis(reader, plan),
            network=sheets.network(reader),
            stays=sheets.stays(reader),
            relatives=sheets.relatives(reader),
            prompts=sheets.prompts(reader, plan),
            prints=sheets.prints(reader, plan),
            curves=curves_of(case, plain=reader.plain, paper=True),
        )


def _author(reader: Reader, user: Any) -> str:
    """Who prints. They hold the paper in their hands, so their name is known; their workplace perhaps not."""
    return person(reader, name=user.name, organisation=user.organisation, is_coordinator=True)


def plan_html(document: PlanDocument) -> str:
    """The whole HTML of the paper, in Danish whatever the language of who prints."""
    with translation.override(PAPER_LANGUAGE):
        return render_to_string("documents/plan.html", {"document": document, "author": document.author})


def plan_pdf(document: PlanDocument) -> tuple[bytes, str]:
    """The PDF and its SHA-256 (hex), by which a copy is recognised. Raises Refused beyond LONGEST."""
    html = plan_html(document)
    if len(html) > LONGEST:
        raise Refused(_("There is too much text in the plan to print it in one go. Shorten the longest texts."))
    content = render_pdf(html)
    return content, hashlib.sha256(content).hexdigest()
