"""Somebody who guesses at a log-in, and what it is asked of the database afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest import mock

from django.contrib.auth.hashers import MD5PasswordHasher
from django.db.models import F
from django.test import Client

from accounts.lockout import name_key
from accounts.models import FailedTry
from tests.factories.accounts import PASSWORD

WRONG = "en helt forkert kode"


def log_in(name: str, password: str = PASSWORD, client: Client | None = None, **headers: Any) -> Any:
    return (client or Client()).post("/log-ind/", {"login": name, "password": password}, **headers)


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def guess(name: str, times: int = 5, client: Client | None = None, source: str = "198.51.100.{n}") -> list[Any]:
    """Wrong guesses, each from a network of its own."""
    return [log_in(name, WRONG, client, REMOTE_ADDR=source.format(n=n + 1)) for n in range(times)]


def shut(name: str, kind: str = "password") -> None:
    """As if somebody had just guessed five times."""
    FailedTry.objects.bulk_create(FailedTry(kind=kind, who=name_key(name)) for _guess in range(5))


def a_known(name: str) -> Client:
    """A browser in which `name` has logged in, and out again."""
    client = Client()
    assert log_in(name, client=client).status_code == 302
    client.post("/log-ud/")
    return client


def said(answer: Any) -> tuple[int, list[str]]:
    """What whoever guesses sees: the status, and the words."""
    form = answer.context["form"] if answer.context else None
    return answer.status_code, [str(error) for error in form.non_field_errors()] if form else []


def hours_pass(hours: float) -> None:
    FailedTry.objects.update(at=F("at") - timedelta(hours=hours))


@contextmanager
def hashes() -> Iterator[list[str]]:
    """Each password hash that is computed, by what was hashed."""
    done: list[str] = []
    real = MD5PasswordHasher.encode

    def encode(self: Any, password: str, salt: str) -> str:
        done.append(password)
        return real(self, password, salt)

    with mock.patch.object(MD5PasswordHasher, "encode", encode):
        yield done
