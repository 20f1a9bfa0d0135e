"""Every table of the database has one line that says how long it is kept, and docs/security-facts.md says the same."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

from django.db import connection

from somv.retention import ENDS, STAYS, as_lines, places_of
from somv.schedule import BEAT_SCHEDULE
from tests.guards.test_policies import tables

PROJECT = Path(__file__).resolve().parents[2]
PLACES = [place for row in (*ENDS, *STAYS) for place in places_of(row)]


def test_every_table_stands_there_once(db):
    """By the catalogue: a new table fails here until somebody has said how long it is kept, and a line too many too."""
    named = Counter(place for place in PLACES if "." not in place)
    assert {name for name, times in named.items() if times > 1} == set()
    assert set(named) == set(tables())


def test_every_column_that_is_emptied_exists(db):
    columns = {tuple(place.split(".")) for place in PLACES if "." in place}
    with connection.cursor() as cursor:
        cursor.execute("select table_name::text, column_name::text from information_schema.columns")
        assert columns and columns <= set(cursor.fetchall())


def test_what_ends_is_ended_by_a_task_of_the_schedule():
    assert {row.by for row in ENDS} <= set(BEAT_SCHEDULE)
    assert [row.what for row in (*ENDS, *STAYS) if len(row.what) < 6] == []
    assert [row.what for row in STAYS if len(row.why) < 5] == []


def test_what_stays_about_citizens_is_said_to_stay():
    """Nobody reads that records of citizens are deleted: nothing does that, and the page says who decides."""
    (records,) = [row for row in STAYS if "citizens_citizen" in places_of(row)]
    assert "nothing deletes them yet" in records.why and "data controller" in records.why
    assert {"plans_plan", "tracks_historicallogentry", "citizens_scancontent"} <= set(places_of(records))


def test_what_is_said_to_be_empty_is(cast):
    (empty,) = [row for row in STAYS if row.why == "empty"]
    with connection.cursor() as cursor:
        for table in places_of(empty):
            cursor.execute(f'select exists (select from "{table}")')
            assert cursor.fetchone() == (False,), table


def test_the_page_says_the_same():
    """`SOMV_RETENTION=write` writes its table anew."""
    page = PROJECT / "docs" / "security-facts.md"
    text = page.read_text(encoding="utf-8")
    found = re.findall(r"^\| what \| kept for \| ends by \|\n(?:\|.*\n)+", text, re.MULTILINE)
    assert len(found) == 1
    wanted = "\n".join(as_lines()) + "\n"
    if os.environ.get("SOMV_RETENTION") == "write":
        page.write_text(text.replace(found[0], wanted), encoding="utf-8")
    else:
        assert found[0] == wanted
