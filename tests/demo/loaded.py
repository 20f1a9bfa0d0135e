"""The demo, loaded once for all tests of a module and taken back after the last."""

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

_TAGS = re.compile(r"(?s)<(script|style)\b.*?</\1>|<[^>]+>")


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """All of it, written as the app; nothing stays. The tests carry `django_db`: what they write is taken back, too."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", verbosity=0)
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
