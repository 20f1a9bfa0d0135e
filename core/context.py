"""For whom the database answers: the settings of a transaction that row-level security reads (ADR 0023).

All of them last for a transaction at most; a connection that goes to the next request knows nobody.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction


def name_asker(user_id: Any) -> None:
    """The rest of this transaction is asked by that user; "" is nobody, and sees nothing."""
    _set("app.user_id", str(user_id))


@contextmanager
def asked_by(user: Any) -> Iterator[None]:
    """Inside, in one transaction, the database answers `user`: a job as who ordered it, a calendar as whose it is."""
    with _setting("app.user_id", str(user.pk)):
        yield


@contextmanager
def acting_on(citizens: Iterable[uuid.UUID]) -> Iterator[None]:
    """Inside, what is begun with these is finished although a place is not there yet, or ended on the way.

    The database grants it only to who takes in a new citizen, and to whose own place ended today.
    """
    with _setting("app.acting_on", "{" + ",".join(str(key) for key in citizens) + "}"):
        yield


@contextmanager
def letting_go(person: Any) -> Iterator[None]:
    """Inside, an administrator reaches the citizens with whom `person` has places: to count them, and to end those."""
    with _setting("app.letting_go", str(person.pk)):
        yield


@contextmanager
def _setting(name: str, value: str) -> Iterator[None]:
    with transaction.atomic():  # what raises takes the setting back with it
        before = _get(name)
        _set(name, value)
        yield
        _set(name, before)


def _get(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(current_setting(%s, true), '')", [name])
        return str(cursor.fetchone()[0])


def _set(name: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config(%s, %s, true)", [name, value])
