"""Every constraint of core: a row that passes and one that fails."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.models import Delivery, Job, Mail, MailState, Notice
from tests.cast import Cast

pytestmark = pytest.mark.django_db
WHO = uuid.UUID(int=5)
CLAIM = {"claim": uuid.UUID(int=1), "claimed_until": timezone.now()}


def job(**values: Any) -> Job:
    values = {"ordered_by": uuid.uuid4(), **values}
    late = timezone.now() + timedelta(hours=1)
    return Job.objects.create(kind="test", organisation=WHO, expires_at=late, **values)


# name → values of rows that pass, values of the row that fails
ROWS: dict[str, tuple[list[dict[str, Any]], dict[str, Any]]] = {
    "job_one_open": (
        [{"ordered_by": WHO, "state": "failed", "problem": "broken"}, {"ordered_by": WHO}],
        {"ordered_by": WHO, "state": "running", **CLAIM},
    ),
    "job_file": ([{"state": "done", "result": b"x"}, {}], {"state": "fetched"}),
    "job_claim": ([{"state": "running", **CLAIM}, {}], {"state": "running"}),
    "job_problem": ([{"state": "failed", "problem": "broken"}, {}], {"problem": "broken"}),
}
MAILS: dict[str, tuple[list[dict[str, Any]], dict[str, Any]]] = {
    "mail_claim": ([{}, {"state": "sending", **CLAIM}], {**CLAIM}),
    "mail_end": ([{"state": "sent", "ended_at": timezone.now()}, {}], {"state": "refused"}),
}
# Tested with what they belong to.
ELSEWHERE: frozenset[str] = frozenset(
    constraint.name for constraint in apps.get_model("core", "Draft")._meta.constraints
)


def test_the_table_is_whole() -> None:
    known = {row.name for model in apps.get_app_config("core").get_models() for row in model._meta.constraints}
    assert known == set(ROWS) | set(MAILS) | {"delivery_once"} | ELSEWHERE


@pytest.mark.parametrize("name", ROWS)
def test_some_rows_pass_and_one_fails(cast: Cast, name: str) -> None:
    passing, failing = ROWS[name]
    for values in passing:
        job(**values)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        job(**failing)


def mail(**values: Any) -> Mail:
    key = f"digest:2026-01-05:{uuid.uuid4()}"
    now = timezone.now()
    return Mail.objects.create(id=Mail.id_of(key), key=key, recipient=WHO, due_at=now, try_at=now, **values)


@pytest.mark.parametrize("name", MAILS)
def test_some_mails_pass_and_one_fails(db: None, name: str) -> None:
    passing, failing = MAILS[name]
    for values in passing:
        mail(**values)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        mail(**failing)


def test_a_notice_reaches_a_person_in_one_mail(db: None) -> None:
    now = timezone.now()
    first, second = (
        Notice.objects.create(kind="test", about=WHO, occasion=word, key=word, due_at=now, try_at=now)
        for word in ("one", "two")
    )
    for notice, who in ((first, WHO), (first, uuid.UUID(int=6)), (second, WHO)):
        Delivery.objects.create(notice=notice, recipient=who, mail=mail())
    with pytest.raises(IntegrityError, match="delivery_once"), transaction.atomic():
        Delivery.objects.create(notice=first, recipient=WHO, mail=mail())


def test_a_mail_and_a_notice_exist_once_by_their_keys(db: None) -> None:
    row = mail()
    with pytest.raises(IntegrityError, match="key"), transaction.atomic():
        Mail.objects.create(id=uuid.uuid4(), key=row.key, recipient=WHO, due_at=row.due_at, try_at=row.due_at)
    assert row.state == MailState.WAITING
