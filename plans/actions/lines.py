"""The lines of a plan: situation, challenges, agreements, other plans, contacts in a crisis.

A line that is taken away stays in the history, and its row in the database.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core.attribution import attributed_to
from core.dates import today
from core.models import Refused
from core.twice import pressed_twice
from plans.actions.state import keep_signpost, locked_open
from plans.models import Agreement, Challenge, CrisisContact, CrisisPlan, OtherPlan, Plan, Situation
from plans.queries import standing

Line = Situation | Challenge | OtherPlan | Agreement | CrisisContact


def plan_of(line: Line) -> Plan:
    """The plan a line stands in."""
    return line.crisis_plan.plan if isinstance(line, CrisisContact) else line.plan


def _home(model: type[Line], plan: Plan) -> dict[str, Any]:
    """What a new line of this kind hangs on; the crisis plan is made when it gets its first contact."""
    if model is not CrisisContact:
        return {"plan": plan}
    crisis = CrisisPlan.objects.filter(plan=plan).first()
    if crisis is None:
        crisis = CrisisPlan(plan=plan)
        crisis.save()
    return {"crisis_plan": crisis}


def _locked(line: Any, revision: int | None = None) -> Any:
    plan = locked_open(plan_of(line))  # the plan first, always: two who order the same list wait for each other
    fresh = line.locked(revision)
    if fresh.removed:
        raise Refused(_("The line has been removed meanwhile."))
    return fresh, plan


@transaction.atomic
def add_line(model: type[Line], plan: Plan, *, by: Any, **values: Any) -> Line:
    """Add a line at the end of its list; sent twice, it is stored once. Raises Refused when the plan is closed."""
    plan = locked_open(plan)
    last = standing(model, plan).aggregate(last=Max("position"))["last"]
    with attributed_to(by):
        home = _home(model, plan)
        line = model(**home, **values, position=0 if last is None else last + 1)
        if twin := pressed_twice(line, by=by, **home):
            return twin
        line.save()
    keep_signpost(plan.citizen)
    return line


@transaction.atomic
def change_line(line: Line, *, by: Any, revision: int, **values: Any) -> Line:
    """Change a line. Raises Refused (plan closed, line removed) and Stale."""
    fresh, plan = _locked(line, revision)
    for name, value in values.items():
        setattr(fresh, name, value)
    with attributed_to(by):
        fresh.save()
    keep_signpost(plan.citizen)
    return fresh


@transaction.atomic
def remove_line(line: Line, *, by: Any) -> Line:
    """Take a line out of the plan; it stays in the history. Raises Refused."""
    fresh, plan = _locked(line)
    fresh.removed = True
    with attributed_to(by):
        fresh.save()
    keep_signpost(plan.citizen)
    return fresh


@transaction.atomic
def mark_done(agreement: Agreement, *, by: Any, done: bool, done_on: date | None = None) -> Agreement:
    """Say that an agreement is kept (today, unless said otherwise), or open it again. Raises Refused."""
    fresh, plan = _locked(agreement)
    if done and (done_on or today()) > today():
        raise Refused(_("The agreement cannot be kept on a day in the future."), field="done_on")
    fresh.done_on = (done_on or today()) if done else None
    with attributed_to(by):
        fresh.save()
    keep_signpost(plan.citizen)
    return fresh


@transaction.atomic
def move_line(line: Line, *, by: Any, way: str) -> Line:
    """Swap a line with its neighbour (`way`: up, down); at the end of the list nothing happens. Raises Refused."""
    fresh, plan = _locked(line)
    rows = list(standing(type(line), plan))
    at = next(index for index, row in enumerate(rows) if row.pk == line.pk)
    to = at + (-1 if way == "up" else 1)
    if 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
        _number(rows, by)
        keep_signpost(plan.citizen)
    return fresh


@transaction.atomic
def order_lines(model: type[Line], plan: Plan, *, by: Any, order: Iterable[uuid.UUID]) -> Plan:
    """Put the lines in this order: each id once, none missing. Raises Refused when the list is another by now."""
    plan = locked_open(plan)
    rows = {row.pk: row for row in standing(model, plan)}
    wanted = list(order)
    if len(wanted) != len(rows) or set(wanted) != set(rows):
        raise Refused(_("The list was changed meanwhile. Look at it and move again."))
    _number([rows[pk] for pk in wanted], by)
    keep_signpost(plan.citizen)
    return plan


def _number(rows: list[Any], by: Any) -> None:
    with attributed_to(by):
        for position, row in enumerate(rows):
            if row.position != position:
                row.position = position
                row.save()
