"""Story 2, refused: the consent is withdrawn while a participant is in the middle of a comment.

From then on every way in answers as for something that does not exist: same status and same page as for an unknown
id. Nothing is stored, each refusal is in the access log, and nobody else's pages change.
"""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.urls import reverse

from citizens.actions.consents import withdraw_organisation
from citizens.enums import Part
from core import drafts
from core.models import Draft
from overview.enums import DayKind
from plans.models import PlanPrint
from somv.tasks import work_off_jobs
from tests.cast import Cast
from tests.overview.traces import events
from tests.roles import as_role
from tests.same import same
from tests.stories.hand import Hand
from tracks.models import Intervention, LogEntry

WORDS = "Han kom ikke i dag, men ringede"
OTHERS = ("koordinator", "projektleder", "sygehus", "laege", "jobcenter")


def at(name: str, key: Any) -> str:
    return reverse(name, args=[getattr(key, "pk", key)])


def withdraw(cast: Cast) -> None:
    centre = cast.workplaces["addiction_centre"]
    withdraw_organisation(cast.peter, centre, by=cast.koordinator, withdrawn_by="Peter", withdrawn_how="phone")


def bare(answer: Any, asked: Any = "") -> tuple[int, str]:
    """Status and page, without what changes by itself and the id that was asked for."""
    text = same(answer.content.decode())
    return answer.status_code, text.replace(str(asked), "") if asked else text


@pytest.fixture
def client(cast: Cast, client_of: Any) -> Any:
    return client_of(cast.rusmiddel)


def ways(cast: Cast) -> list[tuple[str, Any, str, dict[str, Any]]]:
    """Every way on from a comment that is being written: name, the object's id, method, what is sent."""
    track, row, plan = cast.tracks[Part.ADDICTION], cast.interventions[Part.ADDICTION], cast.plan
    paper = {"variant": "organisation", "organisation": str(cast.workplaces["addiction_centre"].pk)}
    typing = {drafts.PERSON: str(cast.rusmiddel.pk)}
    keep, show, drop = ({"headers": {**typing, drafts.HEADER: what}} for what in ("keep", "show", "drop"))
    return [
        ("tracks:comment_on_track", track.pk, "post", {"data": {"text": WORDS, "_draft": "1"}}),
        ("tracks:comment_on_track", track.pk, "post", {"data": {"text": WORDS}, "headers": {"HX-Request": "true"}}),
        ("tracks:comment_on_track", track.pk, "post", {"data": {"text": WORDS}, **keep}),
        ("tracks:comment_on_track", track.pk, "post", {"data": {}, **show}),
        ("tracks:comment_on_track", track.pk, "post", {"data": {}, **drop}),
        ("tracks:comment_on_intervention", row.pk, "post", {"data": {"text": WORDS}}),
        ("tracks:intervention_status", row.pk, "post", {"data": {"status": "done", "revision": row.revision}}),
        ("tracks:comments_on_track", track.pk, "get", {}),
        ("tracks:track", track.pk, "get", {}),
        ("overview:pdf", plan.pk, "post", {"data": paper}),
        ("overview:preview", plan.pk, "get", {"data": paper}),
        ("overview:print", plan.pk, "get", {}),
        ("overview:plan", cast.peter.pk, "get", {}),
        ("overview:timeline", cast.peter.pk, "get", {}),
        ("tracks:log", cast.peter.pk, "get", {}),
    ]


def begun(cast: Cast, client: Any) -> None:
    """Before: the panel is open, half a comment is kept as a draft, the plan has been printed once."""
    path = at("tracks:comments_on_track", cast.tracks[Part.ADDICTION])
    assert "text" in {name for form in [Hand(client).read(path)] for name in re.findall(r'name="(\w+)"', form)}
    for name, key, method, sent in ways(cast)[2:4] + ways(cast)[9:10]:
        assert getattr(client, method)(at(name, key), **sent).status_code == 200, name
    assert Draft.objects.get().user == cast.rusmiddel


def stored(cast: Cast) -> tuple[Any, ...]:
    row = Intervention.objects.get(pk=cast.interventions[Part.ADDICTION].pk)
    kept = list(Draft.objects.values_list("content", "updated_at"))
    return LogEntry.objects.count(), PlanPrint.objects.count(), row.revision, row.status, kept


def test_every_way_on_answers_as_for_something_that_does_not_exist(cast: Cast, client: Any) -> None:
    begun(cast, client)
    before = stored(cast)
    withdraw(cast)
    noted = len(events())
    asked = ways(cast)
    for name, key, method, sent in asked:
        answers = [bare(getattr(client, method)(at(name, which), **sent), which) for which in (key, uuid.uuid4())]
        assert answers[0] == answers[1], name
        assert answers[0][0] == 404, name
    assert stored(cast) == before
    refused = events()[noted:]
    assert [route for _kind, route, _citizens, _outcome in refused] == [row[0] for row in asked for _twice in range(2)]
    assert {outcome for *_rest, outcome in refused} == {"denied"}


def test_search_front_page_and_lists_know_of_nobody(cast: Cast, client: Any) -> None:
    begun(cast, client)
    withdraw(cast)
    for typed in ("Peter", "Pilegaard", "4711", cast.peter.cpr):
        hit, none = (client.post(reverse("overview:search"), {"q": text}) for text in (typed, "Xqzwjk"))
        assert [row.pk for row in hit.context["hits"].rows] == [], typed
        assert bare(hit)[1].replace(typed, "").split() == bare(none)[1].replace("Xqzwjk", "").split(), typed
    for path in (reverse("overview:home"), reverse("overview:citizens"), reverse("meetings:list")):
        page = client.get(path).content.decode()
        assert "Pilegaard" not in page and str(cast.peter.pk) not in page, path
    assert "4711" in client.get(reverse("overview:home")).content.decode()  # that the access has ended, and no name


def test_the_others_notice_nothing(cast: Cast, client: Any, client_of: Any) -> None:
    """The participants' and the other pages are word for word what they were; the coordinator is told."""
    pages = ["overview:plan", "overview:timeline", "tracks:log", "meetings:meetings"]
    others = {who: client_of(cast.user(who)) for who in OTHERS}

    def read(who: str) -> dict[str, tuple[int, str]]:
        found = {name: bare(others[who].get(at(name, cast.peter))) for name in pages}
        return found | {name: bare(others[who].get(reverse(name))) for name in ("overview:home", "overview:citizens")}

    begun(cast, client)
    before = {who: read(who) for who in ("sygehus", "laege", "jobcenter")}
    withdraw(cast)
    for name, key, method, sent in ways(cast):
        getattr(client, method)(at(name, key), **sent)
    assert {who: read(who) for who in before} == before
    stuck = others["koordinator"].get(reverse("overview:day"), {"vis": DayKind.STUCK.value}).content.decode()
    assert "Kan ikke længere læse sporet" in stuck
    assert read("projektleder")["overview:plan"][0] == 200


def test_a_pack_that_was_ordered_before_is_gone_for_who_may_no_longer(cast: Cast, client_of: Any) -> None:
    """The download of the lead: what the withdrawal touched is deleted, and its address answers as an unknown one."""
    lead = client_of(cast.projektleder)
    day, centre = cast.plan.next_meeting_on, cast.workplaces["addiction_centre"].pk
    data = {"hvornaar": "dag", "dag": day.isoformat(), "til": str(centre), "citizens": [str(cast.peter.pk)]}
    page = lead.post(reverse("overview:week"), {**data, "fil": "pdf"}).url
    with as_role("somv_worker"):
        work_off_jobs()
    job = page.strip("/").split("/")[-1]
    withdraw(cast)
    assert lead.post(at("overview:pack_file", job)).url == page
    assert lead.get(page).status_code == 200  # where it is told
    gone, unknown = (bare(lead.post(at("overview:pack_file", key)), key) for key in (job, uuid.uuid4()))
    assert gone == unknown
    assert gone[0] == 404
