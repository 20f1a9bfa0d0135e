"""The demo: loaded once in a process, there for all tests of a module and taken back after the last."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from accounts.models import User
from tests.kept import copied_out, copy_in

_TAGS = re.compile(r"(?s)<(script|style)\b.*?</\1>|<[^>]+>")


_kept: dict[str, bytes] | None = None


def enter() -> None:
    """All of it: written as the app the first time, copied after that. Call it within a transaction."""
    global _kept
    if _kept is None:
        call_command("load_demo", verbosity=0)
        _kept = copied_out()
    else:
        copy_in(_kept)


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Nothing of it stays. The tests carry `django_db`: what they write is taken back, too."""
    with django_db_blocker.unblock(), transaction.atomic():
        enter()
        yield
        transaction.set_rollback(True)


def client(username: str) -> Client:
    """A test client logged in as this demo person."""
    made = Client()
    made.force_login(User.objects.get(username=username), backend="accounts.login.Backend")
    return made


def words(markup: str) -> str:
    """What stands on a page, with single spaces."""
    return " ".join(html.unescape(_TAGS.sub(" ", markup)).split())
