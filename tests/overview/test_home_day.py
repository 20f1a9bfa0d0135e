"""The coordinator's whole day, the participant's visit, the lead's load: each number that of a list one can open."""

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from citizens.enums import Intensity, Part, Place
from citizens.models import ToDo
from core.dates import today
from tests.factories import accounts, citizens, followups, meetings, plans, tracks
from tests.factories.peter import mark
from tests.overview.traces import own_queries
from tests.roles import as_owner


def home(client_of, user, **headers):
    response = client_of(user).get("/", **headers)
    assert response.status_code == 200
    return response


def text_of(response):
    return response.content.decode()


def active(cast, name, *, quiet, intensity=Intensity.REGULAR):
    """A citizen of Kirsten's whose active plan has been quiet for so many days."""
    row = citizens.citizen(cast.programme, name, intensity=intensity)
    citizens.place(row, cast.koordinator, Place.COORDINATOR)
    citizens.participation(row, cast.koordinator)
    plans.plan(row, "active")
    row.signpost.refresh_from_db()
    row.signpost.plan_state = "active"
    row.signpost.last_activity_at = timezone.now() - timedelta(days=quiet)
    row.signpost.save()
    return row


def test_a_plan_is_quiet_after_the_days_its_intensity_allows(cast, client_of):
    with as_owner():
        active(cast, "Syv", quiet=7, intensity=Intensity.HAND_HELD)
        active(cast, "Otte", quiet=8, intensity=Intensity.HAND_HELD)
        active(cast, "Enogtyve", quiet=21)
        active(cast, "Toogtyve", quiet=22)
        active(cast, "Sjælden", quiet=45, intensity=Intensity.AS_NEEDED)
    rows = home(client_of, cast.koordinator).context["quiet"]
    assert {"Otte", "Toogtyve"} <= {row.citizen.given_name for row in rows}
    assert not {"Syv", "Enogtyve", "Sjælden"} & {row.citizen.given_name for row in rows}
    shown = client_of(cast.koordinator).get("/borgere/?stille=1").context["page"]
    assert {row.given_name for row in shown.object_list} == {row.citizen.given_name for row in rows}


def test_what_is_stuck_is_gathered_by_who_answers(cast, client_of):
    context = client_of(cast.koordinator).get("/overblik/?vis=indsatser").context
    groups = context["groups"]
    assert groups[0].lone and groups[0].name == "Ingen ansvarlig"
    front = home(client_of, cast.koordinator).context
    assert sum(len(group.rows) for group in groups) == len(front["stuck"])
    assert front["day"]["stuck"].first[0].ownerless
    names = [group.name for group in groups]
    assert len(names) == len(set(names))
    assert any(name.startswith("Rikke Rosenlund, ") for name in names)


def test_the_weeks_meetings_with_those_nobody_has_said_were_held(cast, client_of):
    with as_owner():
        late = meetings.meeting(cast.thomas_plan, meets_on=today() - timedelta(days=9))
        soon = meetings.meeting(cast.plan, meets_on=today())
        later = meetings.meeting(cast.plan, meets_on=today() + timedelta(days=9))
    shown = {row.pk: row.is_past for row in home(client_of, cast.koordinator).context["week"]}
    assert shown[late.pk] is True and shown[soon.pk] is False
    assert later.pk not in shown


@pytest.mark.parametrize("htmx", [True, False])
def test_a_to_do_is_added_and_ticked_off(cast, client_of, htmx):
    client = client_of(cast.koordinator)
    headers = {"headers": {"HX-Request": "true"}} if htmx else {}
    sent = {"text": "Bestil tid", "due_on": today().isoformat(), "citizen": str(cast.peter.pk)}
    answer = client.post("/huskeliste/", sent, **headers)
    assert (answer.status_code, answer.headers.get("Location")) == ((200, None) if htmx else (302, "/#todos"))
    row = ToDo.objects.get(text="Bestil tid")
    assert (row.owner, row.citizen_id, row.due_on) == (cast.koordinator, cast.peter.pk, today())
    assert "Bestil tid" in text_of(client.get("/"))
    answer = client.post(f"/huskeliste/{row.pk}/", {"done": "yes"}, **headers)
    assert answer.status_code == (200 if htmx else 302)
    assert "Bestil tid" not in text_of(client.get("/"))
    assert "Bestil tid" in text_of(client.get("/huskeliste/"))
    client.post(f"/huskeliste/{row.pk}/", {"done": "no"})
    assert row.pk in {todo.pk for todo in client.get("/").context["todos"]}
    assert [kept.history_user_id for kept in row.history.all()] == [cast.koordinator.pk] * 3


def test_sent_twice_a_to_do_is_stored_once_and_without_text_not_at_all(cast, client_of):
    client = client_of(cast.koordinator)
    for _time in range(2):
        client.post("/huskeliste/", {"text": "To gange", "due_on": "", "citizen": ""})
    assert ToDo.objects.filter(text="To gange").count() == 1
    for sent in ({}, {"text": " "}, {"text": "x" * 201}, {"text": "Godt", "citizen": str(uuid.UUID(int=1))}):
        assert client.post("/huskeliste/", sent).status_code == 422
    assert ToDo.objects.count() == 2


def test_a_to_do_is_read_by_its_owner_only(cast, client_of):
    for name in ("koordinator2", "projektleder", "jobcenter", "admin"):
        assert client_of(cast.user(name)).post(f"/huskeliste/{cast.todo.pk}/").status_code == 404
        assert "Ring til Peter" not in text_of(home(client_of, cast.user(name)))
    assert ToDo.objects.get(pk=cast.todo.pk).done_at is None


def test_a_to_do_about_somebody_who_is_closed_to_one_names_nobody(cast, client_of):
    with as_owner():
        citizens.todo(cast.koordinator2, "Følg op", cast.peter)
    for path in ("/", "/huskeliste/"):
        page = text_of(client_of(cast.koordinator2).get(path))
        assert "Følg op" in page and "ikke længere er åben for dig" in page
        assert cast.peter.name not in page and str(cast.peter.pk) not in page


def test_log_in_keeps_the_one_before_it(cast, client_of):
    before = timezone.now()
    client_of(cast.jobcenter)
    cast.jobcenter.refresh_from_db()
    first = cast.jobcenter.last_login
    assert cast.jobcenter.previous_login is None and first > before
    client = client_of(cast.jobcenter)
    cast.jobcenter.refresh_from_db()
    assert cast.jobcenter.previous_login == first and cast.jobcenter.last_login > first
    client.get("/")
    cast.jobcenter.refresh_from_db()
    assert cast.jobcenter.previous_login == first


def test_new_since_last_time_is_only_what_is_open_and_by_others(cast, client_of):
    client_of(cast.jobcenter)
    with as_owner():
        for kind in (Part.SOCIAL, Part.ADDICTION):
            tracks.comment(cast.tracks[kind], cast.koordinator, f"Frisk {mark(kind)}")
            tracks.intervention(cast.tracks[kind], f"Påbegyndt {mark(kind)}")
        tracks.comment(cast.tracks[Part.SOCIAL], cast.jobcenter, "Min egen")
        work = cast.interventions[Part.SOCIAL]
        work.status, work.status_by, work.status_at = "waiting", cast.koordinator, timezone.now()
        accounts.saved(work)
    client = client_of(cast.jobcenter)
    response = client.get("/")
    texts = [row.text for row in response.context["news"]]
    assert sorted(texts) == sorted([f"Frisk {mark(Part.SOCIAL)}", f"Påbegyndt {mark(Part.SOCIAL)}", work.text])
    page = text_of(response)
    assert mark(Part.ADDICTION) not in page and "Kirsten" not in page[page.index("<main") :]
    assert home(client_of, cast.jobcenter).context["news"] == []


def test_a_new_answer_is_news_where_the_consent_opens_answers_and_its_content_is_not(cast, client_of):
    for name in ("laege", "jobcenter"):
        client_of(cast.user(name))
    with as_owner():
        row = followups.follow_up(cast.course, 9, due_on=today(), closes_on=today() + timedelta(days=60))
        followups.answer(row, health=1)
    told = {name: client_of(cast.user(name)).get("/") for name in ("laege", "jobcenter")}
    texts = {name: [row.text for row in page.context["news"]] for name, page in told.items()}
    assert texts == {"laege": ["Runde 9 er besvaret"], "jobcenter": []}
    url = f"/borgere/{cast.peter.pk}/opfoelgning/"
    assert url in text_of(told["laege"]) and "dårligt" not in text_of(told["laege"])
    assert client_of(cast.laege).get(url).status_code == 200


def test_every_number_of_the_lead_is_that_of_the_list_it_leads_to(cast, client_of):
    with as_owner():
        active(cast, "Stille", quiet=30)
        tracks.intervention(cast.tracks[Part.SOCIAL], "Hos mig", cast.places["koordinator"])
    response = home(client_of, cast.projektleder)
    table = re.search(r'id="loads">(.*?)</table>', text_of(response), re.S)[1]
    links = re.findall(r'<a href="([^"]+)">(\d+)</a>', table)
    assert len(links) == 7 * len(response.context["loads"])
    client, counted = client_of(cast.projektleder), 0
    for url, number in links:
        assert client.get(url.replace("&amp;", "&")).context["page"].paginator.count == int(number), url
        counted += int(number) > 0
    assert counted > 5
    kirsten = next(load for load in response.context["loads"] if load.key == str(cast.koordinator.pk))
    assert kirsten.quiet >= 1 and kirsten.own >= 1 and kirsten.late >= 4


def test_the_list_of_interventions_is_the_coordinators_and_the_leads(cast, client_of):
    page = client_of(cast.koordinator).get("/indsatser/").context["page"]
    assert {row.citizen.given_name for row in page.object_list} >= {"Peter"}
    assert client_of(cast.jobcenter).get("/indsatser/").status_code == 403
    assert client_of(cast.koordinator2).get("/indsatser/").context["page"].paginator.count == 0


@pytest.mark.parametrize("extra", [0, 30])
@pytest.mark.parametrize(("name", "cost"), [("koordinator", 11), ("rusmiddel", 6), ("projektleder", 8)])
def test_my_overview_costs_the_same_however_many(cast, client_of, name, cost, extra):
    with as_owner():
        for number in range(extra):
            row = active(cast, f"Nr {number}", quiet=40)
            citizens.todo(cast.koordinator, f"Husk {number}", row)
            meetings.meeting(row.plans.get(), meets_on=today())
            tracks.intervention(tracks.track(row.plans.get(), Part.SOCIAL), deadline=today() - timedelta(days=1))
    client = client_of(cast.user(name))
    client.get("/")
    with own_queries() as asked:
        client.get("/")
    assert len(asked) == cost
