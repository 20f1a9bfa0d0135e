"""``python -m bench.outbox``: how fast notices are found, given to their people and written as mails.

In a scratch database of the tests' server, as somv_app; processor time beside the clock's, for busy machines.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

NOTICES, PEOPLE = 10_000, 250


def measured(title: str, many: int, work: Callable[[], Any]) -> Any:
    """Print what `work` cost, and for how many a second it would be enough."""
    clock, processor = time.perf_counter(), time.process_time()
    told = work()
    took, used = time.perf_counter() - clock, time.process_time() - processor
    print(f"{title:<46}{took:8.2f} s {used:8.2f} s of processor{many / took:10.0f} a second")
    return told


def run() -> None:
    from core.outbox.gather import gather
    from core.outbox.notices import find_due
    from core.outbox.problems import Problems
    from core.outbox.sweep import sweep
    from tests.outbox.made_up import MONDAY, World, person

    world = World()
    for number in range(NOTICES):
        world.adds(number, person(number % PEOPLE))
    kinds = world.kinds()

    def place() -> None:
        while gather(kinds, world.people, MONDAY):
            pass

    measured(f"{NOTICES} found and written down", NOTICES, lambda: find_due(kinds, MONDAY, Problems()))
    measured("the same found again, nothing new", NOTICES, lambda: find_due(kinds, MONDAY, Problems()))
    measured(f"given to {PEOPLE} people", NOTICES, place)
    measured("sweep: nothing new, 200 mails judged and sent", 200, lambda: sweep(kinds, world.people, MONDAY))


def main() -> None:
    django.setup()
    from django.conf import settings
    from django.db import connection

    from tests import roles
    from tests.template import migrated_template

    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
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
