"""``python -m bench.followups [citizens]``: how fast a day's reminders are found among 100,000 citizens and 1.2 million
rounds.

In a scratch database of the tests' server; the rows are made by the server itself. Prints the plans of the queries,
too, when one of them reads a whole table.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

CITIZENS, ROUNDS = int(sys.argv[1]) if sys.argv[1:] else 100_000, 12


def timed(title: str, work: Callable[[], Any], times: int = 7) -> Any:
    """Print the middle of so many runs in milliseconds, with what the first gave."""
    told, took = None, []
    for _turn in range(times):
        start = time.perf_counter()
        found = work()
        took.append((time.perf_counter() - start) * 1000)
        told = found if told is None else told
    print(f"{title:<58}{statistics.median(took):9.1f} ms   (first {took[0]:.1f})   {told}")
    return told


def server_time(title: str, day: datetime) -> None:
    """What the queries of a day's find cost the database itself."""
    from tests.followups.plans import explained

    took = sum(told["Execution Time"] for told in explained(day, day, run=True))
    print(f"{title:<58}{took:9.1f} ms")


def run() -> None:
    from django.utils import timezone

    from citizens import notices as others
    from core.models import Notice
    from core.outbox.notices import find_due
    from core.outbox.problems import Problems
    from followups.notices.rounds import FOLLOW_UP, LOOKED_BACK, find, judge
    from overview import notices as rest
    from tests.followups.many import analyze, fill
    from tracks import notices as more

    start = time.perf_counter()
    fill(CITIZENS, ROUNDS)
    print(f"{CITIZENS:,} citizens, {CITIZENS * ROUNDS:,} rounds made in {time.perf_counter() - start:.0f} s")
    now = timezone.now()
    monday = now + timedelta(days=-now.weekday())
    tuesday = monday + timedelta(days=1)
    kinds = {FOLLOW_UP.name: FOLLOW_UP}
    timed("a day's due, nothing told yet", lambda: len(list(find(tuesday, tuesday))))
    server_time("of it in the database", tuesday)
    timed("a Monday's, which is three days' due", lambda: len(list(find(monday, monday))))
    timed("a month's due, nothing told yet", lambda: len(list(find(now, now - LOOKED_BACK))), 3)
    timed("the first find of a day, all of a month written down", lambda: find_due(kinds, now, Problems()), 1)
    analyze()
    timed("each further find of the day", lambda: find_due(kinds, now, Problems()))
    server_time("a day's due, all told, in the database", now)
    timed("the first find of the next day", lambda: len(list(find(now + timedelta(days=1)))), 3)
    keys = list(Notice.objects.order_by("-due_at", "id").values_list("about", "occasion")[:500])
    timed(f"{len(keys)} judged", lambda: len(judge(keys, now)))
    for kind in (*others.KINDS, *more.KINDS, *rest.KINDS):
        timed(f"found: {kind.name}", lambda kind=kind: len(list(kind.find(now))))
    _says_plans(now)


def _says_plans(now: datetime) -> None:
    from tests.followups.plans import whole_tables_read

    for day in (now, None):
        print("whole tables read:", whole_tables_read(now, day) or "none")


def main() -> None:
    django.setup()
    from django.db import connection

    from tests import roles
    from tests.template import migrated_template

    connection.settings_dict["TEST"]["TEMPLATE"] = migrated_template()
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    roles.become_worker()
    try:
        run()
    finally:
        roles.become_owner_again()
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
