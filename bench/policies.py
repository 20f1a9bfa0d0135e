"""``python -m bench.policies [citizens] [turns]``: what the second wall costs a page (ADR 0023).

In a scratch database of the tests' server, with so many copies of one whole citizen. The same pages are asked as
`somv_app` and as a role with the same rights and without policies, turn by turn, each on a connection of its own, as a
coordinator of 60 citizens, as the lead of one programme of two, and of both. Gate: 15 % on list pages.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

CITIZENS = int(sys.argv[1]) if sys.argv[1:] else 10_000
TURNS = int(sys.argv[2]) if sys.argv[2:] else 25
WARM, OWN, OTHERS, MOST = 8, 60, 160, 15  # MOST: per cent on lists

# All but the first 60 are coordinated by 160 others.
SPREAD = """
insert into accounts_user select (jsonb_populate_record(u, jsonb_build_object(
        'id', md5('coordinator' || n)::uuid, 'username', 'coordinator' || n))).*
    from accounts_user u, generate_series(0, {others} - 1) n where u.username = 'koordinator';
insert into accounts_affiliation select (jsonb_populate_record(a, jsonb_build_object(
        'id', md5('affiliation' || n)::uuid, 'user_id', md5('coordinator' || n)::uuid))).*
    from accounts_affiliation a join accounts_user u on u.id = a.user_id, generate_series(0, {others} - 1) n
    where u.username = 'koordinator';
with numbered as (select id, row_number() over (order by id) as n from citizens_citizen),
    theirs as (select id, md5('coordinator' || n % {others})::uuid as who from numbered where n > {own}),
    placed as (update citizens_careteammember m set user_id = t.who from theirs t, accounts_user u
        where m.citizen_id = t.id and m.user_id = u.id and u.username = 'koordinator' returning 1)
    update citizens_citizenuserobjectpermission g set user_id = t.who from theirs t, accounts_user u
        where g.content_object_id = t.id and g.user_id = u.id and u.username = 'koordinator';
"""


def fill() -> dict[str, Any]:
    """People by name, and a plan of the coordinator's."""
    from django.db import connection

    from citizens.access import visible_citizens
    from tests.cast import build
    from tests.factories.copies import copies
    from tests.roles import as_owner

    with as_owner():
        cast = build()
    copies(cast.peter, CITIZENS)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute(SPREAD.format(others=OTHERS, own=OWN))
        cursor.execute("set session_replication_role = origin")
        cursor.execute("vacuum analyze")
    own = visible_citizens(cast.koordinator).exclude(pk=cast.peter.pk).order_by("pk").first()
    told = {"koordinator": cast.koordinator, "projektleder": cast.projektleder, "citizen": own}
    return told | {"second_programme": cast.second_programme}


def pages(citizen: Any) -> dict[str, tuple[str, str, dict[str, str]]]:
    from django.urls import reverse

    return {
        "list": ("get", reverse("overview:citizens"), {}),
        "second page": ("get", reverse("overview:citizens"), {"page": "2"}),
        "day": ("get", reverse("overview:home"), {}),
        "work": ("get", reverse("overview:work"), {}),
        "plan": ("get", reverse("overview:plan", args=[citizen.pk]), {}),
        "search": ("post", reverse("overview:search"), {"q": "pilegaard"}),
    }


class Visitor:
    """One person on a connection of their own, under the policies or past them."""

    def __init__(self, user: Any, *, bound: bool) -> None:
        self.thread = ThreadPoolExecutor(1)
        self.bound = bound
        self.client = self.thread.submit(self._log_in, user).result()

    def _log_in(self, user: Any) -> Any:
        from django.test import Client

        client = Client()
        client.force_login(user, backend="accounts.login.Backend")
        return client

    def leave(self) -> None:
        from django.db import connections

        self.thread.submit(connections.close_all).result()
        self.thread.shutdown()

    def took(self, method: str, path: str, data: dict[str, str]) -> float:
        return self.thread.submit(self._took, method, path, data).result()

    def _took(self, method: str, path: str, data: dict[str, str]) -> float:
        from tests import middleware

        middleware.APP = "somv_app" if self.bound else "somv_tester"
        start = time.perf_counter()
        answer = getattr(self.client, method)(path, data)
        took = (time.perf_counter() - start) * 1000
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")
        return took


def measured(name: str, user: Any, citizen: Any) -> bool:
    """Print each page's middle with and without policies; False when a list is above the gate."""
    bound, free = Visitor(user, bound=True), Visitor(user, bound=False)
    try:
        return _measured(name, bound, free, citizen)
    finally:
        bound.leave()
        free.leave()


def _measured(name: str, bound: Visitor, free: Visitor, citizen: Any) -> bool:
    good = True
    for page, asked in pages(citizen).items():
        times: dict[bool, list[float]] = {True: [], False: []}
        for turn in range(WARM + TURNS):
            for visitor in (bound, free) if turn % 2 else (free, bound):
                took = visitor.took(*asked)
                if turn >= WARM:
                    times[visitor.bound].append(took)
        middle, without = statistics.median(times[True]), statistics.median(times[False])
        more = (middle / without - 1) * 100
        # A pair was asked within the same moment: what else the machine did fell on both.
        pairs = statistics.median(a / b for a, b in zip(times[True], times[False], strict=True)) * 100 - 100
        print(
            f"| {name}, {page} | {without:.1f} ms | {middle:.1f} ms | {more:+.0f} % ({pairs:+.0f} % by pairs) |",
            flush=True,
        )
        good = good and (page in ("plan", "search") or min(more, pairs) <= MOST)
    return good


def main() -> int:
    django.setup()
    from django.db import connection

    from tests import roles
    from tests.factories import citizens as people
    from tests.template import migrated_template

    connection.settings_dict["TEST"]["TEMPLATE"] = migrated_template()
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    roles.become_tester()
    try:
        told = fill()
        print(f"{CITIZENS:,} citizens, medians of {TURNS} turns")
        print("| page | without | with policies | more |\n|---|---|---|---|")
        green = [measured(who, told[who], told["citizen"]) for who in ("koordinator", "projektleder")]
        with roles.as_owner():
            people.lead(told["second_programme"], told["projektleder"])
        green.append(measured("who leads all programmes", told["projektleder"], told["citizen"]))
    finally:
        roles.become_owner_again()
        connection.creation.destroy_test_db(name, verbosity=0)
    return 0 if all(green) else 1


if __name__ == "__main__":
    sys.exit(main())
