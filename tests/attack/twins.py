"""A citizen copied whole, from the models: whatever hangs on a citizen gets a row of its own, new models by themselves.

A key need only be unique within its table. So one chosen UUID can be the key of a row of *every* table at once: tried
in one place of a request, it is tried as the id of a citizen, a plan, a goal, a consent … all together.
"""

from __future__ import annotations

import copy
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from itertools import count
from typing import Any

from django.db import connection, models, transaction

from accounts.models import User
from citizens.access import project_places
from citizens.enums import TRACKS, Part
from citizens.models import Citizen, CitizenUserObjectPermission, Merging
from core.dates import today
from tests.attack.parts import parts_of
from tests.cast import Cast
from tests.factories import citizens, followups, jobs, plans
from tests.factories.accounts import saved
from tests.guards.routes import all_routes, objects_of
from tests.guards.test_records import our_models
from tests.roles import as_owner

Model = type[models.Model]
Key = tuple[Model, Any]
_number = count(1)
# What hangs on a citizen and has no key that an address or a form could name.
WITHOUT_KEY: dict[Model, str] = {CitizenUserObjectPermission: "a number that nothing shows: the projection of places"}


def hanging() -> tuple[Model, ...]:
    """Every model with a way to a citizen by its foreign keys, owners before what they own."""
    found: list[Model] = [Citizen]
    rest = [model for model in our_models() if model is not Citizen]
    while more := [model for model in rest if any(field.related_model in found for field in _keys(model))]:
        found += more
        rest = [model for model in rest if model not in more]
    return tuple(model for model in found if model not in WITHOUT_KEY)


def _keys(model: Model) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.remote_field]


def complete(cast: Cast) -> None:
    """Give Peter a row of what the cast leaves out, so that no model is missing in his twin."""
    plans.plan_print(cast.plan, cast.koordinator)
    followups.pause(cast.course, today() - timedelta(days=300), ends_on=today() - timedelta(days=290))
    followups.snooze(cast.follow_up, cast.koordinator)
    double = citizens.citizen(cast.programme, "Peder", "Pilegård", merged_into=cast.peter)
    saved(Merging(kept=cast.peter, merged=double, reason="Samme borger", before="[]"))


def rows_of(of: Citizen) -> dict[Model, list[Any]]:
    """Everything that hangs on this citizen and on the records that were merged into it, by model."""
    found: dict[Model, list[Any]] = {}
    for model in hanging():
        if model is Citizen:
            rule = models.Q(pk=of.pk) | models.Q(merged_into=of.pk)
        else:
            rule = models.Q()
            for field in _keys(model):
                if field.related_model in found:
                    rule |= models.Q(**{f"{field.name}__in": [row.pk for row in found[field.related_model]]})
        found[model] = list(model._base_manager.filter(rule).order_by("pk"))
    return found


def named_first(cast: Cast, rows: Iterable[Any], parts: Iterable[Part] = TRACKS) -> list[Any]:
    """The rows that addresses are about (tests/guards/routes.py), track by track, before the others."""
    named = [row for part in parts for route in all_routes() for row in objects_of(route, cast, part).values()]
    place = {(type(row), row.pk): number for number, row in reversed(list(enumerate(named)))}
    return sorted(rows, key=lambda row: (place.get((type(row), row.pk), len(named)), str(row.pk)))


def keys_for(
    rows: Mapping[Model, list[Any]], chosen: Iterable[uuid.UUID], cast: Cast, takes: Callable[[Any], bool]
) -> dict[Key, uuid.UUID]:
    """Old key → new one. Each chosen UUID goes to one row of every model that `takes` a row of; the others are new."""
    found: dict[Key, uuid.UUID] = {}
    for model, there in rows.items():
        taking = named_first(cast, [row for row in there if takes(row)])
        # Of the records of one person the first is the person.
        taking.sort(key=lambda row: isinstance(row, Citizen) and row.merged_into_id is not None)
        given = dict(zip([row.pk for row in taking], chosen, strict=False))
        found |= {(model, row.pk): given.get(row.pk, uuid.uuid4()) for row in there}
    return found


def twin(
    of: Citizen,
    keys: Mapping[Key, uuid.UUID],
    rows: Mapping[Model, list[Any]],
    who: Callable[[User], User] | None = None,
) -> Citizen:
    """Put the copied rows into the database under their new keys, past triggers; `who` stands for whom in them.

    Without a history: nothing asks for one that is not the worker's own.
    """
    copied = {model: [_copied(row, keys, who) for row in there] for model, there in rows.items()}
    with as_owner(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        for model, there in copied.items():
            models.QuerySet(model).bulk_create(there)
        cursor.execute("set local session_replication_role = origin")
    citizen = Citizen.objects.get(pk=keys[Citizen, of.pk])
    project_places(citizen)
    return citizen


def _copied(row: Any, keys: Mapping[Key, uuid.UUID], who: Callable[[User], User] | None) -> Any:
    new = copy.copy(row)
    new._state = copy.copy(row._state)
    new._state.adding, new._state.fields_cache = True, {}
    for field in type(row)._meta.concrete_fields:
        target, value = field.related_model, getattr(row, field.attname)
        if field.primary_key and not target:
            setattr(new, field.attname, keys[type(row), value])
        elif target is User and value and who:
            setattr(new, field.attname, who(User.objects.get(pk=value)).pk)
        elif target:
            setattr(new, field.attname, keys.get((target, value), value))
    if isinstance(new, Citizen):
        new.case_number = 50_000 + next(_number)
        new.cpr, new.cpr_lookup = "", None
    return new


def hidden_from(cast: Cast, parts: frozenset[Part], chosen: list[uuid.UUID]) -> dict[Key, uuid.UUID]:
    """A second Peter with the same network and consents; what is none of `parts` has the chosen keys.

    Returns old key → new one: what the reader may see has stayed in the same places under new keys.
    """
    rows = rows_of(cast.peter)
    keys = keys_for(rows, chosen, cast, lambda row: not parts_of(row) <= parts)
    twin(cast.peter, keys, rows)
    return keys


def stranger(cast: Cast, chosen: list[uuid.UUID]) -> tuple[Citizen, set[Model]]:
    """A whole citizen whom only koordinator2 has (and psykiatri by emergency access).

    And the models of which a row has `chosen[0]` as its key.
    """
    rows = rows_of(cast.peter)
    keys = keys_for(rows, chosen, cast, lambda row: True)
    instead = {cast.koordinator: cast.koordinator2, cast.projektleder: cast.projektleder, cast.laege: cast.psykiatri}
    row = twin(cast.peter, keys, rows, lambda user: instead.get(user, cast.frivillig))
    row.given_name, row.family_name = "Frede", "Frederiksen"
    saved(row)
    job = jobs.pack(cast.koordinator2, row, id=chosen[0])
    return row, {model for (model, _), new in keys.items() if new == chosen[0]} | {type(job)}
