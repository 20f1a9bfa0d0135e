"""Revocation bites at the next request, in every way a case is open in somebody's hands (issue 5, domain.md § 4).

One test for each person and cause: every way is begun while it is open, then the cause happens, then each way is gone
on with. What is seen and what the database holds is compared with the tables below, cell by cell; "nothing" is the
control that every way was open to begin with.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.access.causes import CAUSES
from tests.access.story import Story
from tests.access.ways import CLOSING, ORDERED, OWN_ENTRY, PAGES, VOICE, WRITING

Told = dict[str, str]
WAYS = {
    "rusmiddel": PAGES | OWN_ENTRY | WRITING,
    "koordinator": PAGES | VOICE | WRITING | ORDERED,
    "koordinator2": PAGES | VOICE | WRITING | ORDERED,
    "projektleder": PAGES | CLOSING | ORDERED,
}
EVERY = PAGES | VOICE | WRITING | ORDERED
# Ways that are nobody's to begin, with the reason.
NOT_THEIRS = {
    "rusmiddel": {
        "pack fetched": "who prints many plans coordinates or leads",
        "pack run": "who prints many plans coordinates or leads",
        "scan": "consents are the coordinator's and the lead's",
        "mail": "mails are about what coordinator and lead have to do",
    },
    "projektleder": dict.fromkeys(WRITING, "a lead reads, prints and closes, and writes in no track"),
}

OF_THE_CASE = ("page", "part of a page", "history", "logbook")
SENT = ("form", "comment", "comment in place", "status report")
LISTS = ("search", "list", "front page")


def _all(names: tuple[str, ...], told: str) -> Told:
    return dict.fromkeys(names, told)


OPEN: Told = {
    **_all((*OF_THE_CASE, *LISTS, "calendar"), "200 Peter"), "counts": "counted", "pdf": "200 Peter recorded",
    **_all(("form", "comment", "status report"), "302 saved"), "comment in place": "200 saved",
    "draft kept": "200 kept", "draft shown": "200 words, still there", "log-in in place": "200 Peter, then 200 saved",
    "pack fetched": "the file", "pack run": "with Peter and Thomas", "scan": "the file",
    "mail": "a deadline, an emergency access",
}  # fmt: skip
# The case does not exist any more; whatever else the person has, they keep.
GONE: Told = {
    **_all((*OF_THE_CASE, *SENT, "pdf", "draft kept", "scan"), "404"), **_all((*LISTS, "calendar"), "200"),
    "counts": "not counted", "draft shown": "404, still there", "log-in in place": "404, then 404",
    "pack fetched": "302, deleted", "pack run": "with Thomas, without Peter no-access", "mail": "nothing",
}  # fmt: skip
# The person is nobody's colleague any more.
OUT: Told = {
    **_all((*OF_THE_CASE, *LISTS, *SENT, "pdf", "draft kept", "scan", "pack fetched"), "log-in"), "counts": "no page",
    "calendar": "404", "draft shown": "log-in, still there", "log-in in place": "no log-in",
    "pack run": "failed: not-allowed", "mail": "nothing",
}  # fmt: skip
# An analyst now: they have a front page, which is another one.
ANALYST = GONE | {
    "search": "403", "list": "403", "counts": "no page", "calendar": "404", "pack fetched": "403",
    "pack run": "failed: not-allowed",
}  # fmt: skip
# Without any work: the pages behind log-in are 403, and a pack is for the workplace it was ordered at.
NO_WORK = ANALYST | {"front page": "403", "pack fetched": "404"}
ELSEWHERE = GONE | {"pack fetched": "404", "pack run": "failed: not-allowed"}
# Participation withdrawn: the team reads, so that the case can be closed, and writes nothing.
READ_ONLY = OPEN | {
    **_all((*SENT, "pdf", "draft kept"), "403"), "draft shown": "403, still there",
    "log-in in place": "200 Peter, then 403", "pack fetched": "302, deleted",
    "pack run": "with Thomas, without Peter participation", "mail": "an emergency access",
}  # fmt: skip
# The citizen has left: the plan is closed, the team reads and prints it.
LEFT = READ_ONLY | {
    "page": "200", "pdf": "200 Peter recorded", "pack run": "with Thomas, without Peter no-plan",
}  # fmt: skip
# Of emergency access somebody must tell the citizen, whatever has become of the case (ADR 0024): case number, no name.
LAPSED = GONE | {"mail": "an emergency access"}
# Of an organisation's two parts one is closed: the case stays, and nothing of the track is on any page.
NARROWED = OPEN | {
    **_all(("page", "history", "logbook"), "200"), **_all(("part of a page", *SENT, "draft kept"), "404"),
    "pdf": "200 recorded", "draft shown": "404, still there", "log-in in place": "404, then 404",
}  # fmt: skip
# An organisation's end takes nobody's work and no consent by itself: people keep the workplace until they are given
# another, and only the citizen gives a consent to a successor (accounts.actions.organisations).
ORGANISATION = OPEN

WHO_WORKS: dict[str, Told] = {
    "nothing": OPEN, "deactivated": OUT, "role taken": ANALYST, "the role's date": NO_WORK,
    "organisation ended": ORGANISATION,
}  # fmt: skip
PARTNER: dict[str, Told] = WHO_WORKS | {
    "one part withdrawn": NARROWED,
    # Participation and exchange are two yeses (domain.md § 4): the other one still stands.
    "participation withdrawn": OPEN,
}
COORDINATOR: dict[str, Told] = WHO_WORKS | {
    "participation withdrawn": READ_ONLY, "withdrawn 30 days ago": LAPSED, "withdrawn and closed": LAPSED,
    "citizen left": LEFT, "another workplace": ELSEWHERE,
}  # fmt: skip
# A lead's own front page counts and names nobody; closing the plan is what participation withdrawn leaves to do.
LEADS = {"front page": "200", "mail": "an emergency access"}
CLOSES = LEADS | {"form": "302 saved"}


def _paper(told: str) -> Told:
    return OPEN | LEADS | {"pack fetched": "302, deleted", "pack run": told}


LEAD: dict[str, Told] = {
    "nothing": OPEN | LEADS, "organisation ended": ORGANISATION | LEADS,
    "lead ended": GONE | {"pack run": "failed: nothing"}, "the lead's date": GONE | {"pack run": "failed: nothing"},
    "participation withdrawn": READ_ONLY | CLOSES, "withdrawn 30 days ago": LAPSED, "withdrawn and closed": LAPSED,
    "citizen left": LEFT | LEADS,
    # The lead's own reading hangs on no exchange; the paper for an organisation does.
    "consent withdrawn": _paper("with Thomas, without Peter no-consent"),
    "the organisation's cells withdrawn": _paper("with Thomas, without Peter no-consent"),
    "one part withdrawn": _paper("with Peter and Thomas"),
    "consent expired at midnight": _paper("with Thomas, without Peter expired"),
    "deactivated": OUT, "role taken": ANALYST, "the role's date": NO_WORK,
}  # fmt: skip
EXPECTED = {"rusmiddel": PARTNER, "koordinator": COORDINATOR, "koordinator2": WHO_WORKS, "projektleder": LEAD}
PAIRS = [(who, cause) for who, causes in CAUSES.items() for cause in causes]

# Given again: what stood open from before works once more, judged by today's rights. The report of a status does not
# where the place is a new one: the intervention is answered for by the old place.
ANEW = OPEN | {"status report": "403"}
AGAIN: dict[tuple[str, str], Told] = {
    **{("rusmiddel", cause): ANEW for cause in ("place ended", "the place's date", "substitute's period over")},
    # Whoever was let go logs in anew: the window of before has no session, and no password to wake it.
    **{(who, "deactivated"): OUT | {"calendar": "200 Peter"} for who in CAUSES},
}
PAIRS_AGAIN = [(who, cause) for who, cause in PAIRS if CAUSES[who][cause].again]
STALE = (*OF_THE_CASE, *SENT, "draft kept", "draft shown", "list", "counts", "calendar")


@pytest.fixture(autouse=True)
def _not_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Paper stays as its text: who gets what is asked here; laying it out takes a second a plan."""
    monkeypatch.setattr("overview.documents.plan.render_pdf", lambda html: html.encode())
    monkeypatch.setattr("overview.tasks.bound", lambda plans, progress: "".join(plan.html for plan in plans).encode())


@pytest.mark.parametrize(("who", "cause"), PAIRS, ids=[f"{who}: {cause}" for who, cause in PAIRS])
def test_every_way_on_from_an_open_case(cast: Any, client_of: Any, clock: Any, who: str, cause: str) -> None:
    told = Story(cast, client_of, clock, who).told_of(CAUSES[who][cause], WAYS[who])
    expected = EXPECTED[who].get(cause, GONE)
    assert told == {way: expected[way] for way in WAYS[who]}


@pytest.mark.parametrize(("who", "cause"), PAIRS_AGAIN, ids=[f"{who}: {cause}" for who, cause in PAIRS_AGAIN])
def test_what_stood_open_when_the_access_was_given_again(
    cast: Any, client_of: Any, clock: Any, who: str, cause: str
) -> None:
    ways = {name: way for name, way in WAYS[who].items() if name in STALE}
    told = Story(cast, client_of, clock, who).told_of(CAUSES[who][cause], ways, again=True)
    expected = AGAIN.get((who, cause), OPEN)
    assert told == {way: expected[way] for way in ways}


def test_every_cell_has_been_thought_of() -> None:
    """A new way or cause is a new row of the tables, and one that does not apply says why."""
    cells = {(who, cause, way) for who, cause in PAIRS for way in WAYS[who]}
    assert len(cells) == 15 * 17 + (12 + 2) * 21 + 15 * 15 == 774
    for who, ways in WAYS.items():
        assert set(EVERY) - set(ways) == set(NOT_THEIRS.get(who, {})), who
        assert set(EXPECTED[who]) <= set(CAUSES[who]) | set(WHO_WORKS)
