"""The lines of a plan, each list narrowed by the case of the reader; one query a list, however many rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet

from citizens.access import Case
from citizens.enums import TRACKS, Part
from citizens.models import Programme
from citizens.queries import track_label
from plans.enums import Area
from plans.models import (
    Agreement,
    Challenge,
    CrisisContact,
    CrisisPlan,
    OtherPlan,
    Plan,
    Prompt,
    PromptAnswer,
    Situation,
)

_AREAS = [area.value for area in Area]


def standing(model: type[Any], plan: Plan) -> QuerySet[Any]:
    """The lines of a plan that have not been removed, in their order; for actions, which judge the whole list."""
    lookup = "crisis_plan__plan" if model is CrisisContact else "plan"
    return model.objects.filter(**{lookup: plan}, removed=False).order_by("position", "created_at", "id")


def in_order(rows: QuerySet[Any]) -> list[Any]:
    """The rows of a plan in the order they were put into. Sorted here: they are few, and to write an ORDER BY costs a
    page more than to sort them."""
    return sorted(rows.order_by(), key=attrgetter("position", "created_at", "pk"))


def _tagged(model: type[Any], plan: Plan, case: Case) -> list[Any]:
    """A line that carries tracks is there only for those who may see all of them (domain.md § 3)."""
    readable = [str(kind) for kind in TRACKS if case.reads(kind)]
    rows = in_order(standing(model, plan).filter(tracks__contained_by=readable))
    for row in rows:
        row.track_names = [track_label(case, part) for part in TRACKS if part in row.tracks]
    return rows


def challenges(plan: Plan, case: Case) -> list[Challenge]:
    return _tagged(Challenge, plan, case)


def situations(plan: Plan, case: Case) -> list[Situation]:
    """In the order of the areas, whenever they were written."""
    return sorted(_tagged(Situation, plan, case), key=lambda row: _AREAS.index(row.area))


def other_plans(plan: Plan, case: Case) -> list[OtherPlan]:
    return _tagged(OtherPlan, plan, case)


def agreements(plan: Plan, case: Case) -> list[Agreement]:
    """What is still to be done, the soonest first; then what is done."""
    if not case.reads(Part.FRONT):
        return []
    rows = in_order(standing(Agreement, plan))
    return sorted(rows, key=lambda row: (row.done_on or date.min, row.due_on or date.max))


def crisis_of(plan: Plan, case: Case) -> CrisisPlan | None:
    """The crisis plan, if there is one and the part is open."""
    return CrisisPlan.objects.filter(plan=plan).first() if case.reads(Part.CRISIS) else None


def contacts(plan: Plan, case: Case) -> list[CrisisContact]:
    """Whom to contact in a crisis, in this order."""
    return in_order(standing(CrisisContact, plan)) if case.reads(Part.CRISIS) else []


@dataclass(frozen=True)
class Asked:
    """A thing not to forget, and what was answered in this plan."""

    prompt: Prompt
    answer: PromptAnswer | None


def asked(plan: Plan, case: Case) -> list[Asked]:
    """The programme's prompts whose tracks are all open; one taken out of use stays where it was answered."""
    answers = {
        row.prompt_id: row for row in PromptAnswer.objects.filter(plan=plan).select_related("prompt").order_by("id")
    }
    rows = Prompt.objects.filter(programme=plan.citizen.programme_id).order_by("position", "id")
    return [
        Asked(prompt, answers.get(prompt.pk))
        for prompt in rows
        if case.reads_all(prompt.tracks) and (prompt.in_use or prompt.pk in answers)
    ]


def prompts_of(programme: Programme) -> list[Prompt]:
    """The programme's list of things not to forget, those in use first; each with `track_words`."""
    rows: list[Any] = list(Prompt.objects.filter(programme=programme).order_by("-in_use", "position", "id"))
    for row in rows:
        row.track_words = [part.label for part in TRACKS if part in row.tracks]
    return rows
