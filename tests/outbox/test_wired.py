"""The kinds the product has, with the cast: what leaves names nobody, and the queries do not grow."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.core import mail as box
from django.core.mail import EmailMessage
from django.urls import Resolver404, resolve
from django.utils import timezone

from accounts.queries import addressees
from citizens.enums import Part
from core.dates import COPENHAGEN
from core.models import Notice
from core.outbox.calendar import digest_at
from core.outbox.sweep import sweep
from core.workdays import workday
from somv.wiring import KINDS
from tests.cast import Cast
from tests.factories.people import PEOPLE
from tests.factories.peter import mark
from tests.roles import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def mails(cast: Cast, caplog: pytest.LogCaptureFixture) -> list[EmailMessage]:
    """Everything that leaves over the next half year, as it leaves; everybody has an address."""
    for name, *_rest in PEOPLE:
        person = cast.user(name)
        person.email = f"{name}@eksempel.invalid"
        person.save()
    first = workday(timezone.now().astimezone(COPENHAGEN).date() + timedelta(days=1))
    with caplog.at_level(logging.DEBUG, "somv"), as_role("somv_worker"):
        for week in range(26):
            now = digest_at(workday(first + timedelta(weeks=week))) + timedelta(minutes=1)
            assert sweep(KINDS, addressees, now).problem == ""
    return list(box.outbox)


def words_about_citizens(cast: Cast) -> set[str]:
    """Names, numbers and the marker words of every part."""
    words = {mark(part) for part in Part}
    for citizen in (cast.peter, cast.thomas):
        words |= {citizen.given_name, citizen.family_name, citizen.cpr, citizen.cpr[:6], citizen.phone, citizen.address}
    return {word for word in words if word}


def test_something_leaves(mails: list[EmailMessage]) -> None:
    assert len(mails) > 0
    assert Notice.objects.exclude(settled_at=None).count() > 0


def test_no_mail_and_no_log_line_names_a_citizen(
    cast: Cast, mails: list[EmailMessage], caplog: pytest.LogCaptureFixture
) -> None:
    said = "\n".join([*map(_whole, mails), *(row.getMessage() for row in caplog.records)])
    assert {word for word in words_about_citizens(cast) if word in said} == set()
    assert [full for _name, full, *_rest in PEOPLE if full in said] == []


def test_every_link_leads_to_a_page_of_ours(mails: list[EmailMessage]) -> None:
    links = {word for message in mails for word in message.body.split() if word.startswith("http")}
    assert len(links) > 1
    for link in links:
        try:
            resolve(link.removeprefix("http://127.0.0.1:8000"))
        except Resolver404:
            pytest.fail(link)


def test_nobody_gets_two_on_one_day(mails: list[EmailMessage]) -> None:
    seen = [(message.to[0], message.extra_headers["Date"][:16]) for message in mails]
    assert len(seen) == len(set(seen))


def test_the_names_of_the_kinds_fit_their_column() -> None:
    assert KINDS
    assert all(name == kind.name and len(name) <= 40 and str(kind.label) for name, kind in KINDS.items())


def _whole(message: EmailMessage) -> str:
    return "\n".join([message.subject, message.body, *(f"{name}: {told}" for name, told in message.message().items())])
