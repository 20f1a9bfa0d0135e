"""The pages that are measured: how each is asked for, its bare SQL, and that both show the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from bench import place, seed

BASELINE = Path(__file__).parent / "baseline"
OPEN = ("in-progress", "waiting")  # the status that is saved goes to and fro between these


class Unlike(Exception):
    """A page shows something else than its bare SQL finds: there is nothing to compare."""


class Site:
    """One database of so many citizens, with what stands in it and the ways to ask it."""

    def __init__(self, citizens: int) -> None:
        self.citizens, self.database = citizens, f"bench_{citizens}"
        self.connections = {
            "": place.wrapper(self.database),
            "past-policies": place.wrapper(self.database, place.OWNER, place.PAST_POLICIES),
        }
        self.sql = place.bare(self.database)
        self.clients: dict[str, Any] = {}
        self.status = 0

    def client(self, user: str) -> Any:
        """A browser in which this person is logged in."""
        if user not in self.clients:
            from django.test import Client

            from accounts.models import User

            with place.through(self.connections[""]):
                self.clients[user] = Client()
                self.clients[user].force_login(User.objects.get(username=user), backend="accounts.login.Backend")
        return self.clients[user]

    @cached_property
    def values(self) -> dict[str, Any]:
        """What the baseline SQL is asked about."""
        row = self.sql.execute(
            """
            select u.id, u.name, a.organisation_id, o.name, c.id, c.programme_id, p.id, i.id,
                (now() at time zone 'Europe/Copenhagen')::date, 'place:' || m.id
            from accounts_user u join accounts_affiliation a on a.user_id = u.id
                join accounts_organisation o on o.id = a.organisation_id
                join citizens_citizen c on c.case_number = %s join plans_plan p on p.citizen_id = c.id
                join citizens_careteammember m on m.citizen_id = c.id and m.user_id = u.id
                join tracks_track t on t.plan_id = p.id join tracks_intervention i on i.track_id = t.id
            where u.username = %s and i.status in ('in-progress', 'waiting') and i.status_by_id is null
            order by i.position limit 1""",
            [seed.NUMBER + 1, seed.COORDINATOR],
        ).fetchone()
        names = ("user", "user_name", "office", "office_name", "citizen", "programme", "plan", "work", "day", "basis")
        told = dict(zip(names, row, strict=True))
        asked = "select split_part(search_name, ' ', 2) from citizens_citizen where id = %(citizen)s"
        told["typed"] = self.sql.execute(asked, told).fetchone()[0][:3]
        told |= {"begins": told["typed"] + "%", "within": f"% {told['typed']}%", "joined": f"%-{told['typed']}%"}
        midnight = datetime.combine(told["day"] + timedelta(days=1), time()).astimezone()
        told |= {"from": midnight - timedelta(days=90), "until": midnight, "parts": []}
        return told

    @cached_property
    def typical(self) -> dict[str, Any]:
        """The same about the coordinator's citizen whose active plan holds as many interventions as the middle one."""
        row = self.sql.execute(
            """
            with held as (
                select p.citizen_id, p.id as plan, count(i.id) as number, min(c.case_number) as case_number
                from citizens_careteammember m join plans_plan p on p.citizen_id = m.citizen_id
                    join citizens_citizen c on c.id = p.citizen_id
                    join tracks_track t on t.plan_id = p.id join tracks_intervention i on i.track_id = t.id
                where m.user_id = %s and m.place = 'coordinator' and p.state = 'active' and not c.voided
                group by p.citizen_id, p.id)
            select citizen_id, plan from held
            where number = (select percentile_disc(0.5) within group (order by number) from held)
            order by case_number limit 1""",
            [self.values["user"]],
        ).fetchone()
        return self.values | {"citizen": row[0], "plan": row[1]}


@dataclass(frozen=True)
class Page:
    """`ask` sends the request; `files` are its bare SQL, asked with `about` of the site; `alike` raises Unlike. `most`
    is the gate of r."""

    name: str
    ask: Callable[[Site], Any]
    files: tuple[str, ...] = ()
    alike: Callable[[Site, Any, list[list[Any]]], None] = lambda site, response, found: None
    most: float | None = None
    is_list: bool = False
    about: str = "values"
    statements: dict[Any, list[str]] = field(default_factory=dict)

    def bare(self, site: Site) -> list[list[Any]]:
        """Run the bare SQL in one transaction; the rows of each statement."""
        values = getattr(site, self.about) | {"status": OPEN[site.status % 2]}
        with site.sql.transaction():
            cursors = [site.sql.execute(statement, values) for statement in self.prepared(site)]
            return [cursor.fetchall() if cursor.description else [] for cursor in cursors]

    def prepared(self, site: Site) -> list[str]:
        if site.database not in self.statements:
            self.statements[site.database] = statements(self.files, site)
        return self.statements[site.database]


def statements(files: tuple[str, ...], site: Site) -> list[str]:
    """The statements of baseline files. A line that ends in `;` ends one; `mine.sql` stands in front of each."""
    found = []
    for name in files:
        text = (BASELINE / f"{name}.sql").read_text(encoding="utf-8")
        front = (BASELINE / "mine.sql").read_text(encoding="utf-8") if re.search(r"\bmine\b", text) else ""
        if "{columns}" in text:
            text = text.replace("{columns}", ", ".join(_columns(site)))
        lines = "\n".join(line for line in text.splitlines() if not line.startswith("--"))
        front = "\n".join(line for line in front.splitlines() if not line.startswith("--"))
        found += [front + part for part in re.split(r";\s*(?:\n|$)", lines) if part.strip()]
    return found


def _columns(site: Site) -> list[str]:
    from tracks.models import Intervention

    return [field.column for field in Intervention._meta.local_concrete_fields]


def got(site: Site, path: str, user: str = seed.COORDINATOR) -> Any:
    return site.client(user).get(path)


def saved(site: Site) -> Any:
    """Report a status, as the plan's own select does: the first that it is not."""
    site.status += 1
    row = site.sql.execute("select revision from tracks_intervention where id = %(work)s", site.values).fetchone()
    told = {"status": OPEN[site.status % 2], "ended_reason": "", "revision": row[0]}
    return lambda: site.client(seed.COORDINATOR).post(f"/indsatser/{site.values['work']}/status/", told)


class Reading(HTMLParser):
    """The words of a page, the cells of its tables, and its ids."""

    def __init__(self, response: Any) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.ids: list[str] = []
        self.words = ""
        self._cell = False
        self.feed(response.content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value for key, value in attrs if key == "id" and value]
        if tag == "tr":
            self.rows.append([])
        if tag == "td":
            self._cell = True
            self.rows[-1].append("")
        if tag in ("br", "p", "td", "li", "h1", "h2", "h3"):
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "td":
            self._cell = False

    def handle_data(self, data: str) -> None:
        self.words += data
        if self._cell:
            self.rows[-1][-1] += data

    def table(self) -> list[list[str]]:
        return [[" ".join(cell.split()) for cell in row] for row in self.rows if row]
