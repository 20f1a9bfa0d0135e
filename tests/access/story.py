"""One person with everything of Peter's case open in their hands, and the second in which that ends."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from citizens.enums import Part, Place
from core import dates
from plans.models import Plan
from tests.access.causes import Cause
from tests.access.ways import TYPED, Way, at, said
from tests.factories import accounts, citizens, meetings
from tests.factories.peter import mark
from tracks.models import Intervention, LogEntry

SECOND = timedelta(seconds=1)
# The texts that the ways send, where they would stand.
WRITTEN: tuple[tuple[type[Any], str], ...] = (
    (LogEntry, "text"), (Plan, "matters"), (Plan, "closing_summary"), (Intervention, "follow_up_note"),
)  # fmt: skip


class Story:
    """`client` is logged in as `who`; `anonymous` is not."""

    def __init__(self, cast: Any, client_of: Callable[..., Any], clock: Callable[[datetime], None], who: str) -> None:
        self.cast, self.client_of, self.clock, self.who = cast, client_of, clock, who
        self.user = cast.user(who)
        self.midnight = dates.midnight(dates.today() + timedelta(days=1))
        self.texts = 0
        self.recipient = cast.workplaces["addiction_centre"] if who == "projektleder" else None
        self.job = (self.user.role, self.user.organisation)

    def told_of(self, cause: Cause, ways: Mapping[str, Way], *, again: bool = False) -> dict[str, str]:
        """Open every way, let it happen (and be given again), and say what each comes to."""
        if cause.by_clock:
            self.clock(self.midnight - SECOND)
        self._begin()
        if cause.sets:
            cause.sets(self)
        kept = {name: way.open(self) for name, way in ways.items()}
        cause.happens(self)
        if cause.by_clock:
            self.clock(self.midnight)
        if again:
            assert cause.again is not None
            cause.again(self)
        return {name: self._apart(way, kept[name]) for name, way in ways.items()}

    def _begin(self) -> None:
        cast = self.cast
        if self.who == "koordinator2":
            citizens.place(cast.peter, self.user, Place.CO_COORDINATOR)
            citizens.place(cast.thomas, self.user, Place.CO_COORDINATOR)
        meetings.meeting(cast.plan, meets_on=dates.today() + timedelta(days=5))
        self.entry = LogEntry.objects.filter(author=self.user, citizen=cast.peter, kind="comment").first()
        self.client, self.anonymous = self.client_of(self.user), self.client_of(None)

    def _apart(self, way: Way, kept: Any) -> str:
        """Each way is gone by itself: what one has done, the next does not find."""
        cookies = copy.deepcopy(self.client.cookies)
        with transaction.atomic():
            told = way.use(self, kept)
            transaction.set_rollback(True)
        self.client.cookies = cookies
        return told

    def row(self, name: str) -> Any:
        """Peter's: what a way is about."""
        cast, rows = self.cast, {"citizen": "peter", "plan": "plan"}
        if name in rows:
            return getattr(cast, rows[name])
        if name == "entry":
            return self.entry
        return {"track": cast.tracks, "intervention": cast.interventions}[name][Part.ADDICTION]

    def sent(self, send: Callable[[str], Any]) -> str:
        """What is answered to a form, and whether its text stands in the database afterwards."""
        self.texts += 1
        text = f"{TYPED} {self.texts}"
        told = said(send(text), (mark(Part.PSYCHIATRY),) if self.who == "rusmiddel" else ("\0",))
        stored = any(model.objects.filter(**{field: text}).exists() for model, field in WRITTEN)
        return f"{told} saved" if stored else told

    def typing_at(self) -> str:
        """The address of a form with a long text that this person fills in."""
        if self.who == "rusmiddel":
            return at("tracks:comment_on_track", self.row("track"))
        return at("tracks:close" if self.who == "projektleder" else "plans:voice", self.cast.plan)

    def paper(self) -> dict[str, str]:
        if self.who == "rusmiddel":
            return {"variant": "organisation", "organisation": str(self.cast.workplaces["addiction_centre"].pk)}
        return {"variant": "whole", "organisation": ""}

    def log_in(self) -> bool:
        """By name and password, as at the page that asks. Whether it lets them in."""
        person = type(self.user).objects.get(pk=self.user.pk)
        if person.is_active:  # who is deactivated has no password, and gets none
            person.set_password(accounts.PASSWORD)
            person.save()
        answer = self.client.post("/log-ind/", {"login": self.who, "password": accounts.PASSWORD})
        return bool(answer.status_code == 302 and "inaktiv" not in answer.url)
