"""Round after round, everything once in each: so what else the machine does falls on all alike."""

from __future__ import annotations

import gc
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from bench import alike, place
from bench.pages import Page, Site, Unlike, got, saved


def _of_citizen(tab: str, about: str = "values") -> Any:
    return lambda site: lambda: got(site, f"/borgere/{getattr(site, about)['citizen']}/{tab}/")


EMPTY = Page("empty", lambda site: lambda: got(site, "/bench/tom/"))
PAGES = (
    Page("worklist", lambda site: lambda: got(site, "/borgere/"), ("worklist",), alike.worklist, 4, is_list=True),
    Page("plan", _of_citizen("plan", "typical"), ("case", "plan"), alike.plan, 4, about="typical"),
    Page("plan of 20 interventions", _of_citizen("plan"), ("case", "plan"), alike.full_plan),
    Page(
        "search",
        lambda site: lambda: site.client("k1").post("/soeg/", {"q": site.values["typed"]}),
        ("search",),
        alike.search,
        3,
        is_list=True,
    ),
    Page("save", saved, ("case", "save"), most=5),
    Page(
        "access log",
        _of_citizen("hvem-har-set"),
        ("case", "log"),
        alike.log,
    ),
    # No bare SQL: for growth, and for what the policies cost whoever sees many.
    Page("my overview", lambda site: lambda: got(site, "/"), is_list=True),
    Page("list of 300, coordinator", lambda site: lambda: got(site, "/borgere/", "k0"), is_list=True),
    Page("list of 800, participant", lambda site: lambda: got(site, "/borgere/", "p0"), is_list=True),
    Page("list of 1,000, lead", lambda site: lambda: got(site, "/borgere/", "l0"), is_list=True),
)
WITH, PAST_POLICIES, UNLOGGED, SQL = "", "past-policies", "unlogged", "sql"
STATUS = {"save": 302}
WARM = 10  # rounds
Key = tuple[int, str, str]  # citizens, page, how


class Times:
    """Milliseconds of every run."""

    def __init__(self) -> None:
        self.all: dict[Key, list[float]] = defaultdict(list)

    def middle(self, citizens: int, page: str, how: str = WITH) -> float:
        return statistics.median(self.all[citizens, page, how])

    def spread(self, citizens: int, page: str, how: str = WITH) -> tuple[float, float]:
        """The first and the third quarter."""
        found = sorted(self.all[citizens, page, how])
        return found[len(found) // 4], found[3 * len(found) // 4]

    def dearer(self, citizens: int, page: str, than: str) -> float:
        """How much dearer it is as it is than in another way: the middle of the rounds' own ratios, minus one."""
        pairs = zip(self.all[citizens, page, WITH], self.all[citizens, page, than], strict=True)
        return statistics.median(one / other for one, other in pairs) - 1


def compared(site: Site) -> None:
    """That every page shows what its bare SQL finds, also past the policies. Raises Unlike."""
    for page in PAGES:
        if page.name == "save":
            continue
        found = page.bare(site)  # first: the page itself leaves a line in the log
        response = _asked(site, page, WITH)[1]
        if page.files:
            page.alike(site, response, found)
    save = next(page for page in PAGES if page.name == "save")
    _asked(site, save, WITH)
    note = site.sql.execute(
        "select parts, programme_id, basis from audit_accessevent where object_id = %(work)s order by at desc limit 1",
        site.values,
    ).fetchone()
    site.values["parts"] = note[0]
    site.status += 1
    save.bare(site)
    alike.saves(site)


def run(sites: list[Site], rounds: int, told: Callable[[str], None]) -> Times:
    """`rounds` times every page of every site in every way. What comes before is not counted: a statement is prepared
    after three uses, and PostgreSQL keeps its plan after five more."""
    times, warm = Times(), WARM if rounds >= WARM else 1
    gc.collect()
    gc.freeze()
    for turn in range(rounds + warm):
        if turn % max(1, (rounds + warm) // 10) == 0:
            told(f"round {turn} of {rounds + warm}")
        for site in sites:
            for key, took in _turn(site):
                if turn >= warm:
                    times.all[site.citizens, *key].append(took)
    return times


def _turn(site: Site) -> Iterator[tuple[tuple[str, str], float]]:
    yield (EMPTY.name, WITH), _asked(site, EMPTY, WITH)[0]
    for page in PAGES:
        for how in (WITH, PAST_POLICIES, UNLOGGED):
            yield (page.name, how), _asked(site, page, how)[0]
        if page.files:
            site.status += 1
            begin = time.perf_counter()
            page.bare(site)
            yield (page.name, SQL), (time.perf_counter() - begin) * 1000


def _asked(site: Site, page: Page, how: str) -> tuple[float, Any]:
    """One request through the whole stack, as the app under its policies unless `how` says otherwise."""
    ask = page.ask(site)
    send = ask
    with place.through(site.connections[PAST_POLICIES if how == PAST_POLICIES else WITH]), _logging(how != UNLOGGED):
        begin = time.perf_counter()
        response = send()
        took = (time.perf_counter() - begin) * 1000
    if response.status_code != STATUS.get(page.name, 200):
        raise Unlike(f"{page.name} answers {response.status_code}")
    return took, response


@contextmanager
def _logging(on: bool) -> Iterator[None]:
    if on:
        yield
        return
    with mock.patch("audit.actions.write"):
        yield
