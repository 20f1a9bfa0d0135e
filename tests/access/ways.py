"""Every way to a case that is open in somebody's hands: begun while it was open, used once it no longer is.

`open(story)` begins it – a form is read, a draft kept, a pack ordered – and `use(story, kept)` goes on with it and says
in a few words what is seen and what the database holds: "302 saved", "404", "200" (nothing of Peter on the page),
"200 Peter" (something of him). Who cannot begin a way stands with the reason in test_revocation_ways.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.core import mail as box
from django.db import connection
from django.urls import reverse

from accounts.actions import make_calendar
from accounts.queries import addressees
from citizens.enums import Part
from citizens.models.emergency import OPENED_NOTICE
from core import drafts
from core.dates import COPENHAGEN, today
from core.models import Draft, Job, JobState
from core.outbox.gather import gather
from core.outbox.notices import find_due, tell
from core.outbox.problems import Problems
from core.outbox.sweep import sweep
from core.workdays import workday
from plans.models import PlanPrint
from somv.tasks import work_off_jobs
from somv.wiring import KINDS
from tests.factories import citizens, jobs
from tests.factories.citizens import SCANNED
from tests.factories.peter import mark
from tests.roles import as_role
from tests.stories.hand import Hand, forms_of

TYPED = "Han kom ikke i dag, men ringede"
NAME = "Pilegaard"
HTMX = {"HX-Request": "true"}


@dataclass(frozen=True)
class Way:
    open: Callable[[Any], Any]
    use: Callable[[Any, Any], str]


def at(name: str, row: Any) -> str:
    return reverse(name, args=[getattr(row, "pk", row)])


def text_of(answer: Any) -> str:
    """A page, or a paper as its text (it is not laid out in these tests)."""
    return str(answer.content.decode(errors="replace"))


def said(answer: Any, words: tuple[str, ...]) -> str:
    """The status, and whether any of `words` is told. A refusal must tell nothing of Peter at all."""
    if answer.status_code == 302:
        return "log-in" if answer.url.startswith("/log-ind/") else "302"
    if answer.status_code >= 400:
        words = (NAME, TYPED, *(mark(part) for part in Part))
    text = text_of(answer)
    return f"{answer.status_code} Peter" if any(word in text for word in words) else str(answer.status_code)


def _page(name: str, of: str, words: tuple[str, ...] = (), **headers: str) -> Way:
    """A page that is loaded anew. What is looked for is the addiction track, which one of the causes closes alone."""
    words = words or (mark(Part.ADDICTION),)
    return Way(
        lambda story: None,
        lambda story, _: said(story.client.get(at(name, story.row(of)), headers=headers), words),
    )


# A form that stands open, filled in once the access is gone


def _form(name: str, of: str, field: str, **values: str) -> Way:
    def opened(story: Any) -> Any:
        return story.client.get(at(name, story.row(of)))

    def use(story: Any, page: Any) -> str:
        path = at(name, story.row(of))
        return story.sent(lambda text: Hand(story.client).send(path, page, **{field: text}, **values))

    return Way(opened, use)


def _comment(headers: dict[str, str]) -> Way:
    def opened(story: Any) -> Any:
        return story.client.get(at("tracks:comments_on_track", story.row("track")))

    def use(story: Any, page: Any) -> str:
        path = at("tracks:comment_on_track", story.row("track"))
        assert "text" in {name for form in forms_of(page) for name in form.names}
        return story.sent(lambda text: story.client.post(path, {"text": text}, headers=headers))

    return Way(opened, use)


def _status(story: Any, revision: int) -> str:
    path = at("tracks:intervention_status", story.row("intervention"))
    told = {"status": "waiting", "revision": revision}
    return story.sent(lambda text: story.client.post(path, {**told, "follow_up_note": text}))


# Drafts


def _typing(story: Any, what: str, path: str, **values: str) -> Any:
    headers = {drafts.HEADER: what, drafts.PERSON: str(story.user.pk)}
    return story.client.post(path, values, headers=headers)


def _keep(story: Any, path: str) -> str:
    answer = _typing(story, drafts.KEEP, path, text=TYPED, matters=TYPED)
    content = [row.content for row in Draft.objects.filter(user=story.user, address=path)]
    return said(answer, (NAME,)) + (" kept" if any(TYPED in text for text in content) else "")


def _kept_before(story: Any) -> str:
    path = story.typing_at()
    assert _typing(story, drafts.KEEP, path, text="Før", matters="Før").status_code == 200
    return path


def _show(story: Any, path: str) -> str:
    answer = _typing(story, drafts.SHOW, path)
    kept = Draft.objects.filter(user=story.user, address=path).exists()
    return said(answer, ("F\\u00f8r",)).replace("Peter", "words") + (", still there" if kept else ", gone")


# Paper


def _pdf(story: Any, _kept: Any) -> str:
    before = PlanPrint.objects.count()
    answer = story.client.post(at("overview:pdf", story.cast.plan), story.paper())
    printed = PlanPrint.objects.count() - before
    return said(answer, (mark(Part.ADDICTION),)) + (" recorded" if printed else "")


def _pack_made(story: Any) -> Job:
    job = jobs.pack(story.user, story.cast.peter)
    if story.recipient:
        told = job.wanted | {"recipient": str(story.recipient.pk)}
        printed = [{"citizen": str(story.cast.peter.pk), "parts": ["addiction", "front"], "protected": False}]
        job.parameters, job.report = json.dumps(told), json.dumps({"printed": printed, "left_out": []})
        job.save()
    return job


def _pack_fetched(story: Any, job: Job) -> str:
    answer = story.client.post(at("overview:pack_file", job))
    job.refresh_from_db()
    told = "the file" if answer.content == b"%PDF-1.7" else said(answer, (NAME,))
    return told + (", deleted" if job.state == JobState.GONE else "")


def _pack_ordered(story: Any) -> Job:
    told = {"hvornaar": "valgt", "til": str(story.recipient.pk) if story.recipient else "", "fil": "pdf"}
    answer = story.client.post(
        reverse("overview:week"), {**told, "citizens": [str(story.cast.peter.pk), str(story.cast.thomas.pk)]}
    )
    assert answer.status_code == 302, answer.context["form"].errors
    return Job.objects.get(pk=answer.url.strip("/").split("/")[-1])


def _pack_run(story: Any, job: Job) -> str:
    """The worker judges as the one who ordered it: whoever is closed is left out, with the reason."""
    before = PlanPrint.objects.count()
    with as_role("somv_worker"), connection.cursor() as cursor:
        cursor.execute("select set_config('somv.today', %s, false)", [str(today())])
        work_off_jobs()
        cursor.execute("select set_config('somv.today', '', false)")
    job.refresh_from_db()
    if job.state == JobState.FAILED:
        return f"failed: {job.problem}" if PlanPrint.objects.count() == before else "failed and recorded"
    text = job.content().decode()
    inside = [name for name, word in (("Peter", NAME), ("Thomas", "Thorsager")) if word in text]
    names = {str(story.cast.peter.pk): "Peter", str(story.cast.thomas.pk): "Thomas"}
    out = [f"{names[key]} {why}" for key, why, _since in job.told["left_out"] if key in names]
    assert PlanPrint.objects.count() - before == len(inside)
    return f"with {' and '.join(inside) or 'nobody'}" + (f", without {', '.join(out)}" if out else "")


def _scan(story: Any, _kept: Any) -> str:
    answer = story.client.get(at("citizens:fetch_scan", story.cast.scan))
    return "the file" if answer.content == SCANNED else said(answer, (NAME,))


# Lists, counts, search, calendar, mail


def _search(story: Any, _kept: Any) -> str:
    answer = story.client.post(reverse("overview:search"), {"q": "4711"})
    return said(answer, (NAME, str(story.cast.peter.pk)))


def _front_page(story: Any, _kept: Any) -> str:
    """By name or address: the number of a case whose access has ended may stand there, and nothing else."""
    return said(story.client.get(reverse("overview:home")), (NAME, str(story.cast.peter.pk), mark(Part.ADDICTION)))


def _counted(story: Any) -> int | None:
    """How many citizens the front page counts: the lead's standings, else the rows it goes through."""
    told = story.client.get(reverse("overview:home")).context
    if told is None or not ("programmes" in told or "citizens" in told):
        return None
    if "programmes" in told:
        return sum(number for programme in told["programmes"] for _standing, number in programme["rows"])
    return len(told["citizens"])


def _counts(story: Any, before: int) -> str:
    after = _counted(story)
    return "no page" if after is None else "counted" if after == before else "not counted"


def _list(story: Any, _kept: Any) -> str:
    return said(story.client.get(reverse("overview:citizens")), (NAME, str(story.cast.peter.pk)))


def _calendar_made(story: Any) -> str:
    return reverse("overview:calendar_feed", args=[make_calendar(story.user)])


def _calendar(story: Any, path: str) -> str:
    """By a program that cannot log in: the address is the same, and is judged by today's rights."""
    answer = story.anonymous.get(path)
    return said(answer, ("4711", str(story.cast.peter.pk))) if answer.status_code == 200 else str(answer.status_code)


def _next_digest() -> datetime:
    """The first morning after today on which mails leave."""
    return datetime.combine(workday(today() + timedelta(days=1)), time(9), COPENHAGEN)


def _mail_gathered(story: Any) -> None:
    """Deadlines have passed, emergency access has been opened: the mails are put together and have not left."""
    story.user.email = "min@example.org"
    story.user.save()
    access = citizens.emergency(story.cast.psykiatri, story.cast.peter)
    tell(OPENED_NOTICE, access.pk, "opened", access.opened_at)
    now = _next_digest()
    find_due(KINDS, now, Problems())
    gather(KINDS, addressees, now)


def _mail(story: Any, _kept: Any) -> str:
    box.outbox.clear()
    sweep(KINDS, addressees, _next_digest())
    bodies = "".join(letter.body for letter in box.outbox if letter.to == ["min@example.org"] and "4711" in letter.body)
    assert NAME not in bodies
    lines = {"Fristen for en indsats": "a deadline", "nødadgang": "an emergency access"}
    return ", ".join(told for line, told in lines.items() if line.lower() in bodies.lower()) or "nothing"


# Whose session has ended logs in again, and goes on in the window that stood open


def _logged_in_again(story: Any, page: Any) -> str:
    story.client.logout()
    if not story.log_in():
        return "no log-in"
    shown = said(story.client.get(at("tracks:track", story.row("track")), headers=HTMX), (mark(Part.ADDICTION),))
    path = at("tracks:comment_on_track", story.row("track"))
    return f"{shown}, then " + story.sent(lambda text: story.client.post(path, {"text": text}, headers=HTMX))


PAGES: dict[str, Way] = {
    "page": _page("overview:plan", "citizen"),
    "part of a page": _page("tracks:track", "track", **HTMX),
    "history": _page("overview:timeline", "citizen"),
    "logbook": _page("tracks:log", "citizen"),
    "search": Way(lambda story: None, _search),
    "list": Way(lambda story: None, _list),
    "front page": Way(lambda story: None, _front_page),
    "counts": Way(_counted, _counts),
    "calendar": Way(_calendar_made, _calendar),
    "pdf": Way(lambda story: None, _pdf),
}
WRITING: dict[str, Way] = {
    "comment": _comment({}),
    "comment in place": _comment(HTMX),
    "status report": Way(lambda story: story.row("intervention").revision, _status),
    "draft kept": Way(lambda story: story.typing_at(), _keep),
    "draft shown": Way(_kept_before, _show),
    "log-in in place": Way(lambda story: None, _logged_in_again),
}
ORDERED: dict[str, Way] = {
    "pack fetched": Way(_pack_made, _pack_fetched),
    "pack run": Way(_pack_ordered, _pack_run),
    "scan": Way(lambda story: None, _scan),
    "mail": Way(_mail_gathered, _mail),
}
OWN_ENTRY = {"form": _form("tracks:entry_correct", "entry", "text")}
VOICE = {"form": _form("plans:voice", "plan", "matters")}
CLOSING = {"form": _form("tracks:close", "plan", "closing_summary", closed_because="goals-reached")}
