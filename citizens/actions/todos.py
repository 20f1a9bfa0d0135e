"""What a coordinator has set themselves to do."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from citizens.models import Citizen, ToDo
from core.attribution import attributed_to
from core.models import Refused
from core.twice import pressed_twice

MOST_OPEN = 100  # a list of one's own is short; the front page shows it whole


@transaction.atomic
def add_todo(*, by: Any, text: str, due_on: date | None = None, citizen: Citizen | None = None) -> ToDo:
    """Write down something to do; sent twice, it is stored once. Raises Refused when the list is too long to be one."""
    User.objects.select_for_update().get(pk=by.pk)
    todo = ToDo(owner=by, text=text, due_on=due_on, citizen=citizen)
    if twin := pressed_twice(todo, by=by, owner=by):
        return twin
    if ToDo.objects.filter(owner=by, done_at__isnull=True).count() >= MOST_OPEN:
        raise Refused(_("You have %(number)s things to do. Tick some off first.") % {"number": MOST_OPEN}, field="text")
    with attributed_to(by):
        todo.save()
    return todo


@transaction.atomic
def tick_todo(todo: ToDo, *, by: Any, done: bool) -> ToDo:
    """Tick off, or open again. Pressed twice, nothing more happens."""
    todo = todo.locked()
    if (todo.done_at is not None) != done:
        todo.done_at = timezone.now() if done else None
        with attributed_to(by):
            todo.save()
    return todo
