"""A citizen's rounds as one reader may see them: where the course stands, and each round with its state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citizens.access import Case
from citizens.models import Citizen
from core.dates import today
from followups.enums import NotRelevant, RoundState
from followups.models import Course, FollowUp, FollowUpAnswer, Pause, Snooze, due_on
from followups.queries.live import live
from followups.queries.rounds import state_of

# state → (tone, icon): always beside the word
LOOKS = {
    RoundState.TO_COME: ("wait", "time"),
    RoundState.OPEN: ("busy", "edit"),
    RoundState.OVERDUE: ("warn", "warning"),
    RoundState.DONE: ("ok", "check"),
    RoundState.LATE: ("ok", "check"),
    RoundState.MISSED: ("stop", "error"),
    RoundState.NOT_RELEVANT: ("off", "minus"),
    RoundState.PAUSED: ("off", "hourglass"),
    RoundState.STOPPED: ("off", "minus"),
}
OPEN = (RoundState.OPEN, RoundState.OVERDUE)
# An answer from before the end of a round's time can still be entered, e.g. from paper.
ANSWERABLE = (*OPEN, RoundState.MISSED, RoundState.PAUSED, RoundState.STOPPED)
ASIDE = (*OPEN, RoundState.MISSED, RoundState.PAUSED)


@dataclass(frozen=True)
class Row:
    """One round on the list. `answer` is None where there is none."""

    follow_up: FollowUp
    state: RoundState
    answer: FollowUpAnswer | None
    in_team: bool

    @property
    def tone(self) -> str:
        return LOOKS[self.state][0]

    @property
    def icon(self) -> str:
        return LOOKS[self.state][1]

    @property
    def can_answer(self) -> bool:
        return self.state in ANSWERABLE

    @property
    def can_set_aside(self) -> bool:
        return self.state in ASIDE

    @property
    def can_ask_again(self) -> bool:
        return self.state == RoundState.NOT_RELEVANT and self.follow_up.not_relevant != NotRelevant.REPLANNED

    @property
    def can_put_off(self) -> bool:
        return self.state in OPEN

    @property
    def put_off_until(self) -> date | None:
        """The day its reminder was put off to, while that is still to come."""
        until: date | None = getattr(self.follow_up, "put_off_until", None)
        return until if self.state in OPEN and until is not None and until > today() else None

    @property
    def put_off_reason(self) -> str:
        """For coordinator and lead."""
        return getattr(self.follow_up, "put_off_reason", "") if self.in_team else ""

    @property
    def is_corrected(self) -> bool:
        return self.answer is not None and self.answer.revision > 1

    @property
    def note(self) -> str:
        """Why it is not relevant, in somebody's own words: for coordinator and lead."""
        return self.follow_up.not_relevant_note if self.in_team else ""


@dataclass
class Standing:
    """The tab. `course` is the one that runs, else the last one; None before the first. `is_live`: asked for today."""

    is_live: bool
    course: Course | None = None
    pause: Pause | None = None  # the one that runs or is to come
    pause_reason: str = ""  # for coordinator and lead
    rows: list[Row] = field(default_factory=list)  # what has opened, newest first
    coming: list[Row] = field(default_factory=list)  # soonest first

    @property
    def runs(self) -> bool:
        return self.is_live and self.course is not None and self.course.ended_on is None

    @property
    def can_begin(self) -> bool:
        """Followed up, and the sweep has not come by yet."""
        return self.is_live and (self.course is None or self.course.ended_on is not None)

    @property
    def when(self) -> str:
        """How far off the next due date is, beside the date."""
        return _away((self.next.follow_up.due_on - today()).days) if self.next else ""

    @property
    def open(self) -> Row | None:
        """The round to follow up now."""
        return next((row for row in self.rows if row.state in OPEN), None) if self.runs else None

    @property
    def next(self) -> Row | None:
        """The round the head names: the open one, else the next."""
        unpaused = (row for row in self.coming if not self._is_paused(row.follow_up.due_on))
        return self.open or (next(unpaused, None) if self.runs else None)

    @property
    def asked_earlier(self) -> bool:
        """Whether rounds had passed when the citizen was entered here."""
        return self.course is not None and self.course.first_round > 0

    def _is_paused(self, day: date) -> bool:
        pause = self.pause
        return pause is not None and pause.starts_on <= day and (pause.ends_on is None or day < pause.ends_on)


def _away(days: int) -> str:
    if days == 0:
        return _("today")
    if days > 0:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    return ngettext("%(days)d day ago", "%(days)d days ago", -days) % {"days": -days}


def standing(case: Case) -> Standing:
    """What the tab shows. Four queries, however many rounds."""
    citizen, day = case.citizen, today()
    courses = list(Course.objects.filter(citizen=citizen).order_by("created_at", "id"))
    pauses: dict[UUID, list[Pause]] = defaultdict(list)
    for pause in Pause.objects.filter(course__citizen=citizen).order_by("starts_on", "id"):
        pauses[pause.course_id].append(pause)
    found = Standing(Citizen.objects.filter(live(day), pk=citizen.pk).exists())
    found.course = next((row for row in courses if row.ended_on is None), courses[-1] if courses else None)
    if found.course is not None:
        standing_still = [row for row in pauses[found.course.pk] if row.ends_on is None or row.ends_on > day]
        found.pause = standing_still[0] if standing_still else None
        found.pause_reason = found.pause.reason if found.pause and case.in_team else ""
    by_id = {course.pk: course for course in courses}
    rounds = FollowUp.objects.filter(citizen=citizen).select_related("answer").order_by("-due_on", "-number", "id")
    last = Snooze.objects.filter(follow_up=OuterRef("pk")).order_by("-created_at", "-id")
    rounds = rounds.annotate(put_off_until=Subquery(last.values("until")[:1]))
    rounds = rounds.annotate(put_off_reason=Subquery(last.values("reason")[:1]))
    for row in rounds:
        course = by_id[row.course_id]
        state = state_of(row, day, pauses[course.pk], stopped_on=course.ended_on)
        shown = Row(row, state, getattr(row, "answer", None), case.in_team)
        if state == RoundState.TO_COME:
            found.coming.insert(0, shown)
        elif state != RoundState.STOPPED or row.opens_on <= (course.ended_on or day):
            found.rows.append(shown)
    return found


def course_of(citizen: Citizen) -> Course | None:
    """The course that runs, else the last one."""
    rows = Course.objects.filter(citizen=citizen).order_by("created_at", "id")
    found = list(rows)
    return next((row for row in found if row.ended_on is None), found[-1] if found else None)


def earlier_rounds(course: Course) -> list[tuple[int, str]]:
    """The rounds before the first that was asked for, of which nothing is entered yet: (number, label)."""
    entered: Iterable[Any] = FollowUp.objects.filter(
        citizen=course.citizen_id, course__included_on=course.included_on
    ).values_list("number", flat=True)
    known = set(entered)
    return [
        (number, _("Round %(number)d, due %(day)s") % {"number": number, "day": _said(course, number)})
        for number in range(course.first_round)
        if number not in known
    ]


def _said(course: Course, number: int) -> str:
    return date_format(due_on(course.included_on, number), "DATE_FORMAT")


def open_round(citizen: Citizen) -> FollowUp | None:
    """The round of the running course whose window is open and that nobody has ended."""
    rows = FollowUp.objects.filter(citizen=citizen, course__ended_on__isnull=True, ended_on__isnull=True)
    found = [row for row in rows.order_by("due_on", "id") if row.opens_on <= today() < row.closes_on]
    return found[0] if found else None
