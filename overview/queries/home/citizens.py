"""What a coordinator's citizens ask for: enrolment, consents, plans, protection, meetings."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext as _

from citizens.access import valid_consent
from citizens.enums import ConsentKind, Stage
from citizens.models import Consent
from citizens.queries.ending import WARN, ending_cells
from citizens.queries.enrolment import STEPS, next_step
from core.addresses import address
from core.dates import today
from overview.queries.citizens import dressed, listed
from overview.queries.home.takeovers import with_takeovers
from overview.queries.quiet import last_day_allowed
from plans.enums import PlanState
from plans.models import Plan
from tracks.models import Intervention
from tracks.queries import Gap, gaps_of, ownerless_on, with_activation_facts

OPEN = (PlanState.DRAFT, PlanState.ACTIVE)


@dataclass(frozen=True)
class Row:
    """A line of a box: whom it is about, what, when, and where it is mended. `tone` as in `status.html`."""

    citizen: Any
    text: str
    url: str
    day: date | None = None
    tone: str = ""

    @property
    def days(self) -> int | None:
        """Days until `day`; negative when it has passed."""
        return (self.day - today()).days if self.day else None


def my_citizens(user: Any, **asked: Any) -> list[Any]:
    """The citizens somebody works with, as in the list; `exchange_until` is when the last exchange consent ends,
    `asked` what is asked of each besides, as columns: what would be a query each is then none.

    One query. `in_team` tells whom they coordinate; of the others only name, case number and open parts may be shown.
    `read_only`: participation is withdrawn, and all that can be done is to close the plan.
    """
    exchange = Consent.objects.filter(citizen=OuterRef("pk"), kind=ConsentKind.EXCHANGE, withdrawn_on__isnull=True)
    last = exchange.order_by("-expires_on").values("expires_on")[:1]
    rows = listed(user).select_related("signpost", "referral", "programme")
    taking_part = Consent.objects.filter(valid_consent(today()), citizen=OuterRef("pk"), kind=ConsentKind.PARTICIPATION)
    rows = rows.annotate(**asked, exchange_until=Subquery(last), participates=Exists(taking_part))
    found = dressed(with_takeovers(rows.annotate(quiet_until=last_day_allowed()), user))
    for row in found:
        row.read_only = not row.participates and row.stage not in (Stage.REFERRED, Stage.EXCLUDED)
    return found


def enrolling(citizens: list[Any]) -> list[Row]:
    """Who is on the way in, with the step that comes next. No query."""
    return [row for row in map(_way_in, citizens) if row is not None]


def _way_in(citizen: Any) -> Row | None:
    referral = getattr(citizen, "referral", None)
    if citizen.stage not in (Stage.REFERRED, Stage.INCLUDED) or citizen.read_only or referral is None:
        return None
    if citizen.stage == Stage.INCLUDED and citizen.signpost.plan_state in (PlanState.ACTIVE, PlanState.CLOSED):
        return None
    number = next_step(set(referral.steps_done))
    if number is not None:
        _number, label, name = STEPS[number - 1]
        return Row(citizen, str(label), address(name, citizen.pk), referral.received_on)
    if citizen.signpost.plan_state:
        return None
    return Row(citizen, _("Start the plan"), address("overview:plan", citizen.pk), referral.received_on)


def protections(citizens: list[Any]) -> list[Row]:
    """Whose name and address protection is to be checked within the month; it never lifts itself. No query."""
    day = today()
    dated = [row for row in citizens if row.protected and row.protected_until and not row.read_only]
    due = [row for row in dated if row.protected_until <= day + WARN]
    return [
        Row(
            row,
            "",
            address("citizens:edit_protection", row.pk),
            row.protected_until,
            "stop" if row.protected_until <= day else "warn",
        )
        for row in sorted(due, key=lambda row: (row.protected_until, row.sort_name))
    ]


def meetings(citizens: list[Any], *, after: date) -> list[Row]:
    """The network meetings after a day, soonest first. No query."""
    coming = [row for row in citizens if row.signpost.next_meeting_on and row.signpost.next_meeting_on > after]
    return [
        Row(row, "", address("meetings:meetings", row.pk), row.signpost.next_meeting_on)
        for row in sorted(coming, key=lambda row: (row.signpost.next_meeting_on, row.sort_name))
    ]


@dataclass(frozen=True)
class ConsentRow(Row):
    organisations: tuple[str, ...] = ()
    lapsed: bool = False


def consents(citizens: list[Any]) -> list[ConsentRow]:
    """Whose consent opens less within 30 days, or opens nothing any more. One query.

    The rule is that of the reminder (`citizens.notices`).
    """
    day = today()
    by_id = {row.pk: row for row in citizens if row.signpost.plan_state in OPEN and not row.read_only}
    ending: dict[Any, dict[str, Any]] = defaultdict(lambda: {"until": date.max, "names": set()})
    for cell in ending_cells(day, consent__citizen__in=list(by_id)):
        whose = ending[cell["consent__citizen_id"]]
        whose["until"] = min(whose["until"], cell["until"])
        whose["names"].add(cell["organisation__name"])
    rows = []
    for key, citizen in by_id.items():
        url = address("citizens:network", key)
        if key in ending:
            until, names = ending[key]["until"], tuple(sorted(ending[key]["names"]))
            rows.append(ConsentRow(citizen, "", url, until, "warn", names))
        elif citizen.exchange_until is not None and citizen.exchange_until <= day:
            rows.append(ConsentRow(citizen, "", url, citizen.exchange_until, "stop", lapsed=True))
    return sorted(rows, key=lambda row: (row.day, row.citizen.sort_name))


@dataclass(frozen=True)
class PlanRow:
    citizen: Any
    plan: Plan
    gaps: list[Gap]


def unfinished_plans(citizens: list[Any]) -> list[PlanRow]:
    """Drafts with what they lack before they can be active, and active plans that have come to lack it. Two queries.

    Activation is a gate, not a state to fall out of (domain.md § 3): a later breach is shown here. What an active plan
    lacks in its interventions stands in their own box.
    """
    by_id = {row.pk: row for row in citizens if row.signpost.plan_state in OPEN}
    plans = list(with_activation_facts(Plan.objects.filter(citizen__in=list(by_id)).exclude(state=PlanState.CLOSED)))
    drafts = [plan.pk for plan in plans if plan.state == PlanState.DRAFT]
    unowned: dict[Any, list[Intervention]] = defaultdict(list)
    rows = Intervention.objects.filter(ownerless_on(today()), track__plan__in=drafts, prioritised=True)
    for row in rows.select_related("track").order_by("position", "created_at", "id"):
        unowned[row.track.plan_id].append(row)
    found = [PlanRow(by_id[plan.citizen_id], plan, _lacking(by_id[plan.citizen_id], plan, unowned)) for plan in plans]
    return sorted((row for row in found if row.gaps), key=lambda row: row.citizen.sort_name)


def _lacking(citizen: Any, plan: Any, unowned: dict[Any, list[Intervention]]) -> list[Gap]:
    if citizen.read_only:
        text = _("Participation is withdrawn: close the plan with a summary while you can still read it.")
        return [Gap(text, address("tracks:close", plan.pk))]
    return gaps_of(plan, unowned[plan.pk])
