"""Every constraint of core: a row that passes and one that fails."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.models import Job
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
# Tested with what they belong to.
ELSEWHERE: frozenset[str] = frozenset(
    constraint.name for constraint in apps.get_model("core", "Draft")._meta.constraints
)


def test_the_table_is_whole() -> None:
    known = {row.name for model in apps.get_app_config("core").get_models() for row in model._meta.constraints}
    assert known == set(ROWS) | ELSEWHERE


@pytest.mark.parametrize("name", ROWS)
def test_some_rows_pass_and_one_fails(cast: Cast, name: str) -> None:
    passing, failing = ROWS[name]
    for values in passing:
        job(**values)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        job(**failing)
