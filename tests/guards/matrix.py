"""The matrix: every address × method × member of the cast → status. Reading and writing its file, and asking.

The file is `docs/access-matrix.yaml`. `SOMV_MATRIX=write pytest tests/guards/test_matrix.py -k write` writes it; that
is no way to make a red guard green: read every changed line against the rules of access.
"""

from __future__ import annotations

import copy
import html
import os
import re
from functools import cache
from typing import Any

import yaml
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver
from django.utils.translation import override

from accounts.enums import Role, Sector
from citizens.enums import Part
from somv.wiring import PUBLIC_VIEWS
from tests.cast import PARTNERS_OF_PETER, Cast
from tests.factories.people import PEOPLE, WORKPLACES
from tests.guards.routes import Route, address, all_routes

FILE = settings.BASE_DIR / "docs" / "access-matrix.yaml"
WRITING = os.environ.get("SOMV_MATRIX") == "write"
METHODS = ("GET", "HEAD", "POST", "PUT")  # the last is one that no page of the product knows
UNLESS_TOLD = {"PUT": 405}  # is left out of the file where everybody gets it
NAMES = (*(row[0] for row in PEOPLE), "superuser", "deactivated", "unaffiliated", "anonymous")
Table = dict[str, dict[str, dict[str, int]]]  # route → method → user name → status
Titles = dict[str, str]  # route → title, as the first who gets the page reads it

HEAD = """\
# Who gets what at every address of the product. Adgangsmatrix: hvem der får hvilket svar på hver side.
#
# Every address is asked for with each method by each person below, about one citizen, Peter, whose case these people
# stand to as told under "relation" (where an address names a track, it is the social one). GET and HEAD read, POST is
# sent empty but for its token, PUT stands for every method that the product does not know. What is written
# is what the product answered; a test asks again at every change and fails at any difference, and at any cell too many
# or too few. Everybody has just logged in: where "fresh_log_in" names a method, one who has not is asked to again.
# Made by SOMV_MATRIX=write (docs/developing.md); "page" is the title as the first one who gets it reads it.
#
#   200  shown, given                                      302  sent on; without log-in: to the log-in
#   403  exists, and is not allowed to this person         404  does not exist for this person
#   405  allowed here, but not by this method              422  nothing saved: the form is shown with what is missing
#   503  the health page only: nothing has swept in a test
"""

AREAS = {
    "": "Log-in and second factor (Log ind)",
    "accounts": "People and workplaces (Brugere og arbejdspladser)",
    "citizens": "Citizens, network and consent (Borgere, netværk og samtykke)",
    "plans": "The plan (Planen)",
    "tracks": "Tracks, goals and interventions, the logbook (Spor, mål og indsatser, logbog)",
    "meetings": "Network meetings (Netværksmøder)",
    "followups": "The follow-up every three months (Opfølgning)",
    "overview": "Overviews, print, the access log (Overblik, udskrift, adgangslog)",
}

RELATIONS = {
    "koordinator": "coordinates Peter's case",
    "koordinator2": "none: coordinates others",
    "psykiatri": "none: is in another citizen's network",
    "frivillig": "none: is in another citizen's network",
    "projektleder": "leads Peter's programme",
    "superuser": "none: a technical account without role and workplace",
    "deactivated": "none: the log-in is closed",
    "unaffiliated": "none: has a log-in, and neither role nor workplace",
    "anonymous": "none: has not logged in",
}


def area_of(route: Route | str) -> str:
    name = route if isinstance(route, str) else route.name
    return name.partition(":")[0] if ":" in name else ""


def in_order() -> list[Route]:
    """By area, and within it in the order of the URLconf."""
    areas = list(dict.fromkeys(map(area_of, all_routes())))
    return sorted(all_routes(), key=lambda route: areas.index(area_of(route)))


def _labelled(choices: Any, value: str) -> str:
    with override("en"):
        english = str(choices(value).label)
    with override("da"):
        return f"{english} ({choices(value).label})"


@cache
def legend() -> dict[str, dict[str, str]]:
    """Who the people are: role, workplace with its sector, and what they have to do with Peter."""
    found = {}
    rows = {name: (role, WORKPLACES[key]) for name, _full, role, key, _function in PEOPLE}
    for name in NAMES:
        told = {}
        if name in rows:
            role, (workplace, sector) = rows[name]
            told = {"role": _labelled(Role, role), "workplace": workplace, "sector": _labelled(Sector, sector)}
        parts = [part for part in Part if part in PARTNERS_OF_PETER.get(name, ())]
        opened = ", ".join(str(part.value) for part in parts)
        of_role = "none: sees no citizen's case by this role"
        told["relation"] = f"in Peter's network; consent opens: {opened}" if parts else RELATIONS.get(name, of_role)
        found[name] = told
    return found


@cache
def _addresses() -> dict[str, str]:
    """Route → address with the names of its keys."""
    found: dict[str, str] = {}

    def walk(patterns: list[Any], namespace: str, before: str) -> None:
        for pattern in patterns:
            here = before + str(pattern.pattern).lstrip("^").replace(r"\Z", "").rstrip("$")
            if hasattr(pattern, "url_patterns"):
                inner = namespace + (f"{pattern.namespace}:" if pattern.namespace else "")
                walk(pattern.url_patterns, inner, here)
            else:
                found[namespace + (pattern.name or str(pattern.pattern))] = re.sub(r"<\w+:", "<", here)

    walk(get_resolver().url_patterns, "", "/")
    return found


def told(route: Route) -> dict[str, str]:
    """What the file says of a route besides its title and its cells."""
    lines = {"address": _addresses()[route.name]}
    rule = route.rule
    if rule is None:
        return {**lines, "without_rule": PUBLIC_VIEWS[route.name]}
    logged = ", ".join(f"{method}: {kind.value}" for method, kind in rule.kinds.items())
    fresh = ", ".join(method for method in METHODS if method in rule.fresh)
    said = {
        "right": rule.permission.value,
        "logged": logged or "no: it shows nothing of a citizen",
        "fresh_log_in": fresh,
    }
    return lines | {name: value for name, value in said.items() if value}


@cache
def _file() -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(FILE.read_text(encoding="utf-8"), Loader=loader)


def _entries() -> dict[str, dict[str, Any]]:
    return {name: entry for routes in _file()["areas"].values() for name, entry in routes.items()}


def read() -> Table:
    """The committed cells."""
    table: Table = {}
    for name, entry in _entries().items():
        row = table[name] = {method: dict.fromkeys(NAMES, status) for method, status in _file()["unless_told"].items()}
        for methods, groups in entry["answers"].items():
            cells = {
                who: status
                for status, people in groups.items()
                for who in (NAMES if people == "everyone" else people.split(", "))
            }
            row |= {method: dict(cells) for method in methods.split(", ")}
    return table


def read_titles() -> Titles:
    return {name: entry["page"] for name, entry in _entries().items() if "page" in entry}


def read_head() -> dict[str, Any]:
    """What the file says of itself: the number of cells, the people, and each route but for its answers."""
    about = {
        name: {key: value for key, value in entry.items() if key not in ("page", "answers")}
        for name, entry in _entries().items()
    }
    return {"cells": _file()["cells"], "people": _file()["people"], "routes": about}


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _groups(cells: dict[str, int]) -> dict[int, str]:
    found: dict[int, list[str]] = {}
    for name in NAMES:
        found.setdefault(cells[name], []).append(name)
    return {status: "everyone" if len(found) == 1 else ", ".join(people) for status, people in sorted(found.items())}


def _answers(row: dict[str, dict[str, int]]) -> list[str]:
    """A line for each status; methods that answer everybody alike stand together."""
    together: dict[str, list[str]] = {}
    for method in METHODS:
        if set(row[method].values()) == {UNLESS_TOLD.get(method)}:
            continue
        together.setdefault(str(_groups(row[method])), []).append(method)
    lines = ["      answers:"]
    for methods in together.values():
        lines.append(f"        {', '.join(methods)}:")
        lines += [f"          {status}: {people}" for status, people in _groups(row[methods[0]]).items()]
    return lines


def write(table: Table, titles: Titles) -> None:
    """Stable order and one line for each status, so that a change of access shows as the lines it changes."""
    cells = sum(len(people) for row in table.values() for people in row.values())
    lines = [HEAD, f"cells: {cells}  # addresses × methods × people", "", "unless_told:  # everywhere, everyone"]
    lines += [f"  {method}: {status}" for method, status in UNLESS_TOLD.items()] + ["", "people:"]
    for name, about in legend().items():
        lines += [f"  {name}:", *(f"    {key}: {_quoted(value)}" for key, value in about.items())]
    lines += ["", "areas:"]
    area = None
    for route in in_order():
        if area_of(route) != area:
            area = area_of(route)
            lines.append(f"  {_quoted(AREAS.get(area, area))}:")
        page = {"page": titles[route.name]} if route.name in titles else {}
        lines.append(f"    {_quoted(route.name)}:")
        lines += [f"      {key}: {_quoted(value)}" for key, value in (page | told(route)).items()]
        lines += _answers(table[route.name])
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


class Writes:
    """Notes what a request writes, by table; the session, its cache and the access log are nobody's data."""

    own = re.compile(r'\b(?:insert into|update|delete from|truncate)\s+"?(\w+)"?', re.IGNORECASE)
    exempt = frozenset(
        {"django_session", "usersessions_usersession", "core_cache", "audit_accessevent", "accounts_failedtry"}
    )

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.lstrip(" (\n").lower().startswith("select"):  # "for update" writes nothing
            self.tables |= set(self.own.findall(sql)) - self.exempt
        return execute(sql, params, many, context)


def put(client: Client, method: str, path: str, data: Any = None, **headers: Any) -> tuple[Any, bool]:
    """The answer, and whether anything was saved for good. Nothing stays: each question meets the same rows."""
    writes, cookies = Writes(), copy.deepcopy(client.cookies)
    with transaction.atomic(), connection.execute_wrapper(writes):
        # A browser's POST is never empty: its token makes the form bound.
        data = {"csrfmiddlewaretoken": "x", **(data or {})} if method == "POST" else data
        answer = getattr(client, method.lower())(path, data, **headers)
        transaction.set_rollback(True)
    client.cookies = cookies  # whoever logged out is back in
    return answer, bool(writes.tables)


def ask(client: Client, method: str, path: str, data: Any = None, **headers: Any) -> tuple[int, bool]:
    """Status, and whether anything was saved for good."""
    answer, saved = put(client, method, path, data, **headers)
    return answer.status_code, saved


def title_of(answer: Any) -> str:
    """The title of a page, without the product's name and numbers; nothing for what is no page."""
    if answer.status_code != 200 or not answer.headers.get("Content-Type", "").startswith("text/html"):
        return ""
    found = re.search(r"<title>(.*?)</title>", answer.content.decode(), re.DOTALL)
    said = " ".join(html.unescape(found[1]).split()).rpartition(" – ")[0] if found else ""
    return re.sub(r"\d+", "…", said.removesuffix(" – sag 4711"))  # a number may be another one tomorrow


Asked = dict[tuple[str, str], tuple[int, bool]]


def ask_all(client: Client, cast: Cast, area: str | None = None) -> tuple[Asked, Titles]:
    """Every route (of one area) and method for one person, and the titles of the pages shown."""
    asked, titles = {}, {}
    for route in all_routes():
        if area not in (None, area_of(route)):
            continue
        for method in METHODS:
            answer, saved = put(client, method, address(route, cast))
            asked[route.name, method] = (answer.status_code, saved)
            if method == "GET" and title_of(answer):
                titles[route.name] = title_of(answer)
    return asked, titles


def guarded() -> list[Route]:
    return [route for route in all_routes() if route.rule is not None]
