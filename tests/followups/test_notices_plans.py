"""What is due is found by index, however many rounds there are: read from the database's plans, not from a clock."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from core.outbox.notices import find_due
from core.outbox.problems import Problems
from followups.models import FollowUp
from followups.notices.rounds import FOLLOW_UP, find
from tests.followups.many import analyze, fill
from tests.followups.plans import indexes_used, nodes, plans, whole_tables_read
from tests.roles import as_owner


@pytest.fixture
def many(db):
    """Some thousand rounds, of which most are answered, as they will be."""
    fill(citizens=400, rounds=12)
    return timezone.now()


@pytest.mark.parametrize("days", [0, 3])
def test_no_query_of_the_sweep_reads_the_whole_table_of_rounds(many, days):
    since = many - timedelta(days=days)
    assert FollowUp.objects.count() > 4000
    assert "followups_followup" not in whole_tables_read(many, since)
    assert "follow_up_waiting" in indexes_used(many, since)


def test_nor_when_everything_was_told_already(many):
    find_due({FOLLOW_UP.name: FOLLOW_UP}, many, Problems())
    analyze()
    assert "followups_followup" not in whole_tables_read(many, many)
    assert "follow_up_waiting" in indexes_used(many, many)
    assert list(find(many)) == []


def test_without_its_indexes_it_would_be_seen(many):
    """The guard's own test: it must be able to fail."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("drop index follow_up_waiting, follow_up_of_programme")
    assert "followups_followup" in whole_tables_read(many, many)


def test_a_query_per_occasion_and_none_per_round(many):
    asked = plans(many, many)
    assert len(asked) == 5
    assert all(list(nodes(plan)) for plan in asked)
