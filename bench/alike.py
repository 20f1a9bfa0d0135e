"""Whether a page shows what its bare SQL finds. Each raises `pages.Unlike` with the first difference."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format

from bench.pages import Reading, Site, Unlike
from overview.enums import standing_of


def _same(what: str, shown: Iterable[Any], found: Iterable[Any]) -> None:
    shown, found = list(shown), list(found)
    if shown != found:
        pair = next(((a, b) for a, b in zip(shown, found, strict=False) if a != b), (len(shown), len(found)))
        raise Unlike(f"{what}: the page shows {pair[0]!r}, the SQL finds {pair[1]!r}")


def _has(what: str, words: str, found: Iterable[Any]) -> None:
    seen = " ".join(words.split())
    for text in found:
        if text and " ".join(str(text).split()) not in seen:
            raise Unlike(f"{what}: the SQL finds {text!r}, which the page does not show")


def _day(value: Any) -> str:
    if value is None:
        return "–"
    return date_format(timezone.localtime(value) if hasattr(value, "hour") else value, "DATE_FORMAT")


def _line(row: Any) -> list[str]:
    name, number, stage, state, active, meeting, team, coordinator = row
    if not team:
        raise Unlike("the measured coordinator should be in the team of all on the list")
    with translation.override("da"):
        label = str(standing_of(stage, state).label)
        return [f"{name} sag {number}", label, _day(active), _day(meeting), coordinator or "–"]


def worklist(site: Site, response: Any, found: list[list[Any]]) -> None:
    page = Reading(response)
    _same("rows of the list", page.table(), [_line(row) for row in found[0]])
    _has("number of citizens", page.words, [f"{found[1][0][0]} borgere"])
    _has("municipalities", page.words, [row[0] for row in found[2]])


def search(site: Site, response: Any, found: list[list[Any]]) -> None:
    _same("hits", Reading(response).table(), [_line(row) for row in found[0][:50]])
    if not found[0]:
        raise Unlike("nothing found: nothing compared")


def plan(site: Site, response: Any, found: list[list[Any]]) -> None:
    """Ids of tracks, goals and interventions, and every text the SQL has found."""
    head, _places, _cells, one, challenges, situations, agreements, contacts, tracks, goals, work, _comments = found
    page = Reading(response)
    shown = [key for key in page.ids if key.startswith("track-")]
    _same("tracks", sorted(shown), sorted(f"track-{row[0]}" for row in tracks))
    for name, rows in (("goal", goals), ("intervention", work)):
        shown = [key for key in page.ids if key.startswith(f"{name}-") and not key.startswith(f"{name}-new-")]
        _same(f"{name}s", sorted(shown), sorted(f"{name}-{row[0]}" for row in rows))
    for what, texts in (
        ("challenges", [row[1] for row in challenges]),
        ("situation", [text for row in situations for text in row[2:4]]),
        ("agreements", [text for row in agreements for text in row[1:3]]),
        ("contacts", [t for row in contacts for t in row[1:4]]),
        ("status of tracks", [row[2] for row in tracks]),
        ("goals", [row[3] for row in goals]),
        ("interventions", [text for row in work for text in (row[1], row[18])]),
        ("deadlines", [_day(row[3]) for row in work if row[3] and row[2] not in ("done", "stopped")]),
    ):
        with translation.override("da"):
            _has(what, page.words, texts)
    if not (work and goals and challenges and one and head):
        raise Unlike("the measured plan should hold something of everything")


def full_plan(site: Site, response: Any, found: list[list[Any]]) -> None:
    plan(site, response, found)
    if len(found[10]) != 20:
        raise Unlike(f"the measured plan should hold 20 interventions, it holds {len(found[10])}")


def log(site: Site, response: Any, found: list[list[Any]]) -> None:
    page, rows = Reading(response), found[-1]
    with translation.override("da"):
        times = [date_format(timezone.localtime(row[1]), "DATETIME_FORMAT") for row in rows]
    shown = page.table()
    _same("times of the log", [row[0] for row in shown], times)
    workplaces = [row[2] for row in rows]
    cut = [row[1][: len(name)] for row, name in zip(shown, workplaces, strict=True)]
    _same("workplaces of the log", cut, workplaces)
    _has("number of looks", page.words, [f"{rows[0][0]} "])


_LATEST = "select * from tracks_historicalintervention where id = %(work)s order by history_id desc limit 2"
_EVENTS = "select * from audit_accessevent where object_id = %(work)s order by at desc limit 2"


def saves(site: Site) -> None:
    """After one save by the page and one by the SQL: the two rows of history, and the two of the log, differ in what
    has to differ and in nothing else."""
    for what, sql, differ in (
        ("history", _LATEST, {"revision", "status", "history_id", "history_date"}),
        ("log", _EVENTS, {"at", "id", "request_id", "parts"}),
    ):
        cursor = site.sql.execute(sql, site.values)
        names = [column.name for column in cursor.description]
        bare, page = (dict(zip(names, row, strict=True)) for row in cursor.fetchall())
        for name in names:
            if name not in differ and bare[name] != page[name]:
                raise Unlike(f"{what} of a save: {name} is {page[name]!r} by the page, {bare[name]!r} by the SQL")
        if what == "history" and bare["revision"] != page["revision"] + 1:
            raise Unlike("each save should have raised the revision by one")
