"""A word of its own in every personal text of every citizen: where it turns up, that very field has been shown."""

from __future__ import annotations

import pickle
import re
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, connection, models, transaction
from django.urls import reverse
from django.utils import timezone

from citizens.enums import Level, Part
from citizens.models import CareTeamMember, Citizen, Consent, EmergencyAccess, ScanContent
from core.dates import today
from core.fields import SealedTextField, seal_bytes
from core.models import Draft, Job
from tests.attack import twins
from tests.cast import Cast
from tests.factories import citizens, jobs
from tests.factories.accounts import saved
from tests.guards.fields import PERSONAL
from tests.kept import copied_out, copy_in
from tests.roles import as_owner

WORD = re.compile(r"ZQ\d{5}X")
COMMENT, READ = Level.COMMENT, Level.READ
# Personal texts that hold no word: worked out from other columns, a choice of the code, or a number with rules.
NOT_FILLED = {
    "Citizen": {"search_name", "sort_name", "cpr_lookup"},
    "Signpost": {"plan_state"},
    "ConsentScan": {"sha256"},
    "PlanPrint": {"sha256"},
    "Merging": {"before"},
}


@dataclass(frozen=True)
class Canary:
    citizen: str
    row: Any
    field: str
    past: bool = False  # it stands in the row's history, and no longer in the row

    def __str__(self) -> str:
        return f"{self.citizen}: {type(self.row).__name__}.{self.field}{' (history)' if self.past else ''}"


@dataclass
class World:
    cast: Cast
    citizens: dict[str, Citizen]
    keys: dict[str, dict[twins.Key, Any]]  # a twin's: Peter's row → its own
    canaries: dict[str, Canary] = field(default_factory=dict)
    filled: set[str] = field(default_factory=set)
    number: int = 0

    def word(self, canary: Canary) -> str:
        self.number += 1
        found = f"ZQ{self.number:05d}X"
        self.canaries[found] = canary
        return found


def texts_of(model: type[models.Model]) -> list[Any]:
    """The personal columns that can hold a word, from the models and the guard's table: new ones by themselves."""
    wanted = set(PERSONAL.get(model._meta.label, "").split()) - NOT_FILLED.get(model.__name__, set())
    return [
        one
        for one in model._meta.concrete_fields
        if one.name in wanted
        and isinstance(one, models.CharField | models.TextField | SealedTextField | models.BinaryField)
        and not (one.related_model or one.choices)
    ]


def _build(cast: Cast) -> World:
    """Peter, whose network reads what tests/cast.py says; Petra with protected address and other consents; somebody
    whom one coordinator has, and psychiatry by emergency access; and the others of the cast."""
    twins.complete(cast)
    rows = twins.rows_of(cast.peter)
    keys = twins.keys_for(rows, [], cast, lambda row: False)
    petra = twins.twin(cast.peter, keys, rows)
    petra.given_name, petra.protected, petra.cpr = "Petra", True, citizens.fictive_cpr(3900, petra.born_on)
    saved(petra)
    _as_owner(Consent, keys[Consent, cast.exchange.pk], withdrawn_on=today(), withdrawn_by="P", withdrawn_how="phone")
    work = cast.workplaces
    citizens.exchange(petra, cast.koordinator, {
        work["addiction_centre"]: {Part.PSYCHIATRY: COMMENT, Part.CRISIS: READ},
        work["hospital"]: {Part.SOCIAL: READ},
        work["practice"]: {Part.FRONT: READ},
    })  # fmt: skip
    _as_owner(CareTeamMember, keys[CareTeamMember, cast.places["sygehus"].pk], visits_home=True)
    strange, _ = twins.stranger(cast, [uuid.uuid4()])
    mine = {"peter": cast.peter, "petra": petra, "stranger": strange, "thomas": cast.thomas, "rita": cast.rita}
    mine |= {"dagny": cast.dagny, "hanne": cast.hanne, "asta": cast.asta}
    past = {"opened_at": cast.emergency.opened_at - timedelta(days=9), "ends_at": cast.emergency.opened_at}
    for key in (cast.emergency.pk, keys[EmergencyAccess, cast.emergency.pk]):  # or it would open them to the doctor
        _as_owner(EmergencyAccess, key, **past)
    return World(cast, mine, {"petra": keys})


def _as_owner(model: Any, key: Any, **fields: Any) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        models.QuerySet(model).filter(pk=key).update(**fields)
        cursor.execute("set session_replication_role = origin")


def _fill(world: World) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")  # history is written by nobody else
        for name, citizen in world.citizens.items():
            for model, rows in twins.rows_of(citizen).items():
                now = {row.pk: row for row in rows}
                _fill_rows(world, name, rows, texts_of(model), now, past=False)
                if rows and hasattr(model, "history"):
                    past = list(model.history.filter(id__in=now).order_by("history_id"))
                    _fill_rows(world, name, past, texts_of(model), now, past=True)
        cursor.execute("set session_replication_role = origin")
    _files(world)


def _fill_rows(
    world: World, name: str, rows: list[Any], columns: list[Any], now: dict[Any, Any], *, past: bool
) -> None:
    """All columns at once; where a constraint wants one to be empty, column by column, and then row by row."""
    said: list[tuple[list[Any], str]] = []
    for column in columns:
        if column.name == "cpr":  # a number is its own word
            world.canaries.update({row.cpr: Canary(name, row, "cpr") for row in rows if row.cpr and not past})
            world.filled.add("Citizen.cpr")
        else:
            said.append((rows, column.name))
    if _is_put(world, name, said, now, past):
        return
    for rows_, field_ in said:
        if not _is_put(world, name, [(rows_, field_)], now, past):
            for row in rows_:
                _is_put(world, name, [([row], field_)], now, past)


def _is_put(world: World, name: str, said: list[tuple[list[Any], str]], now: dict[Any, Any], past: bool) -> bool:
    """A word in each field of each row; False, and nothing is changed, when the database takes one of them not."""
    words, before, rows = [], [], said[0][0] if said else []
    for _, text in said:
        for row in rows:
            key = row.id if past else row.pk
            word = world.word(Canary(name, now[key], text, past))
            before.append((row, text, getattr(row, text)))
            words.append(word)
            setattr(row, text, _sealed(word) if isinstance(row, ScanContent) else _as_long(row, word))
    try:
        with transaction.atomic():
            if rows:
                models.QuerySet(type(rows[0])).bulk_update(rows, [text for _, text in said])
    except IntegrityError:
        for row, text, value in before:
            setattr(row, text, value)
        for word in words:
            del world.canaries[word]
        return False
    if rows and not past:
        world.filled |= {f"{type(rows[0]).__name__}.{text}" for _, text in said}
    return True


def _as_long(row: Any, word: str) -> str:
    """Twenty letters at least say why it could not wait."""
    return f"{word} {word} {word}" if type(row).__name__.endswith("EmergencyAccess") else word


def _sealed(word: str) -> bytes:
    return seal_bytes(f"%PDF-1.7 {word}".encode(), ScanContent.SEALED_FOR)


def _files(world: World) -> None:
    """What is somebody's own: a pack of whole plans the lead has ordered, a text the coordinator has not saved."""
    cast = world.cast
    job = jobs.pack(cast.projektleder, cast.peter)
    job.result = seal_bytes(f"%PDF-1.7 {world.word(Canary('peter', job, 'result'))}".encode(), Job.RESULT)
    job.save()
    address = reverse("tracks:comment_on_track", args=[cast.tracks[Part.SOCIAL].pk])
    draft = Draft(user=cast.koordinator, address=address, updated_at=timezone.now())
    draft.content = f'{{"text": ["{world.word(Canary("peter", draft, "content"))}"]}}'
    draft.save()


_kept: tuple[bytes, dict[str, bytes]] | None = None


def world_of(cast: Cast) -> World:
    """The world, built over the cast once in a process and copied back after that."""
    global _kept
    if _kept is None:
        world = _build(cast)
        _fill(world)
        _kept = pickle.dumps(world), copied_out()
        return world
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        for table in _kept[1]:
            cursor.execute(f'delete from "{table}"')
        cursor.execute("set session_replication_role = origin")
    copy_in(_kept[1])
    return pickle.loads(_kept[0])
