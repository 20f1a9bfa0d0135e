"""The plan page: who sees what of it, what it costs, and what stands there before and after there is a plan."""

import re

import pytest

from citizens.enums import CONSENTABLE, TRACKS, Level, Part, Place, Stage
from plans.enums import PlanState
from tests.cast import PARTNERS_OF_PETER
from tests.factories import citizens, plans, tracks
from tests.factories.peter import mark
from tests.overview.traces import own_queries

TOTAL = 12  # of Peter's open interventions: three in each track


def url(plan):
    return f"/borgere/{plan.citizen_id}/plan/"


def text_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("name", PARTNERS_OF_PETER)
def test_a_partner_sees_the_open_parts_and_no_sign_of_others(cast, client_of, name):
    open_parts = PARTNERS_OF_PETER[name]
    client = client_of(cast.user(name))
    for address in (url(cast.plan), f"/planer/{cast.closed_plan.pk}/", f"/planer/{cast.plan.pk}/situation/"):
        page = text_of(client, address)
        for part in CONSENTABLE:
            if part not in open_parts:
                assert mark(part) not in page, (address, part)
    page = text_of(client, url(cast.plan))
    assert {part for part in (*TRACKS, Part.FRONT, Part.CRISIS) if mark(part) in page} == open_parts - {Part.ANSWERS}
    assert 'class="function-link plan-edit' not in page
    assert f"<strong>{3 * len(open_parts & set(TRACKS))}</strong>" in page


def test_the_job_centre_reads_nothing_of_alcohol_or_others(cast, client_of):
    client = client_of(cast.jobcenter)
    plan = cast.plan.pk
    for address in (
        url(cast.plan),
        f"/planer/{plan}/udfordringer/",
        f"/planer/{plan}/situation/",
        f"/planer/{plan}/andre-planer/",
        f"/planer/{plan}/opmaerksomhed/",
    ):
        page = re.sub(r"\b\w{64}\b", "", text_of(client, address))  # a CSRF token may hold any three letters
        for word in ("alkohol", "KOL", "Rusmiddelcenter", "Sygehus", "Lægehuset", "Misbrug", "Kriseplan"):
            assert word not in page, (address, word)


def test_a_challenge_of_an_open_and_a_closed_track_is_absent(cast, client_of):
    plans.challenge(cast.plan, "Begge dele", (Part.SOCIAL, Part.ADDICTION))
    assert "Begge dele" not in text_of(client_of(cast.jobcenter), url(cast.plan))
    assert "Begge dele" in text_of(client_of(cast.koordinator), url(cast.plan))


def test_the_coordinator_sees_all_and_the_voice_first(cast, client_of):
    page = text_of(client_of(cast.koordinator), url(cast.plan))
    for part in (*TRACKS, Part.FRONT, Part.CRISIS):
        assert mark(part) in page
    at = [page.index(f'id="{root}"') for root in ("plan-voice", "plan-challenges", "tracks", "plan-agreements")]
    assert at == sorted(at)
    assert f"<strong>{TOTAL}</strong> – hos koordinator 1 · hos andre 7 · uden ansvarlig 4" in page
    assert "Akuttelefonen 1818" in page
    for name in (
        "stemme",
        "udfordringer",
        "situation",
        "aftaler",
        "moeder/nyt",
        "accept",
        "andre-planer",
        "opmaerksomhed",
    ):
        assert f"/planer/{cast.plan.pk}/{name}/" in page
    assert f"/planer/{cast.plan.pk}/papir/" in page


def test_the_lead_reads_and_edits_nothing(cast, client_of):
    page = text_of(client_of(cast.projektleder), url(cast.plan))
    assert mark(Part.SOCIAL) in page
    assert "plan-edit" not in page
    assert client_of(cast.projektleder).get(f"/planer/{cast.plan.pk}/stemme/").status_code == 403


@pytest.mark.parametrize(
    ("name", "number"),
    [("koordinator", 12), ("projektleder", 12), ("jobcenter", 10), ("rusmiddel", 11), ("sygehus", 11)],
)
def test_the_same_number_of_queries_for_few_rows_and_for_fifty(cast, client_of, name, number):
    client = client_of(cast.user(name))
    client.get(url(cast.plan))
    counts = []
    for extra in (0, 50):
        for index in range(extra):
            kind = TRACKS[index % 4]
            plans.challenge(cast.plan, f"Nr. {index}", (kind,))
            plans.situation(cast.plan, tracks=(kind,), now="Nu")
            plans.agreement(cast.plan)
            plans.crisis_contact(cast.crisis_plan)
            goal = tracks.goal(cast.tracks[kind], f"Mål {index}")
            tracks.intervention(cast.tracks[kind], f"Indsats {index}", cast.places["koordinator"], goal)
        with own_queries() as own:
            assert client.get(url(cast.plan)).status_code == 200
        counts.append(len(own))
    assert counts == [number, number]


@pytest.fixture
def newcomer(cast):
    row = citizens.citizen(cast.programme, "Nina", "Nytorp")
    citizens.place(row, cast.koordinator, Place.COORDINATOR)
    citizens.participation(row, cast.koordinator)
    citizens.place(row, cast.jobcenter)
    citizens.exchange(row, cast.koordinator, {cast.workplaces["job_centre"]: {Part.SOCIAL: Level.READ}})
    return row


def test_a_draft_names_each_missing_thing_with_its_place(cast, client_of, newcomer):
    plan = plans.plan(newcomer)
    client = client_of(cast.koordinator)
    client.get(url(plan))
    with own_queries() as own:
        page = text_of(client, url(plan))
    assert len(own) <= 12
    assert "Kladde" in page
    assert f'href="/planer/{plan.pk}/moeder/nyt/"' in page.split('id="plan-gaps"')[1].split("</section>")[0]
    assert "Før planen kan sættes i kraft" not in text_of(client_of(cast.jobcenter), url(plan))


def test_no_plan_yet_says_the_next_step(cast, client_of, newcomer):
    address = f"/borgere/{newcomer.pk}/plan/"
    assert "Begynd planen" in text_of(client_of(cast.koordinator), address)
    page = text_of(client_of(cast.jobcenter), address)
    assert "Begynd planen" not in page
    assert "Der er ingen plan, du kan se lige nu" in page


def test_before_the_consent_there_is_no_plan_page(cast, client_of):
    row = citizens.citizen(cast.programme, stage=Stage.REFERRED)
    citizens.place(row, cast.koordinator, Place.COORDINATOR)
    assert client_of(cast.koordinator).get(f"/borgere/{row.pk}/plan/").status_code == 403
    assert client_of(cast.koordinator2).get(f"/borgere/{row.pk}/plan/").status_code == 404


def test_an_earlier_plan_is_read_only(cast, client_of):
    client = client_of(cast.koordinator)
    address = f"/planer/{cast.closed_plan.pk}/"
    assert address in text_of(client, f"/borgere/{cast.peter.pk}/planer/")
    page = text_of(client, address)
    assert f"Tidligere {mark(Part.FRONT)}" in page
    assert f"Afsluttet {mark(Part.FRONT)}" in page
    for sign in ("plan-edit", "Redigér", "hx-post", "Luk planen"):
        assert sign not in page.split('id="main-content"')[1].split("<footer")[0], sign
    assert client.get(f"/planer/{cast.closed_plan.pk}/stemme/").status_code == 403
    assert client.get(f"/planer/{cast.plan.pk}/").status_code == 302


def test_the_summary_of_a_closed_plan_belongs_to_the_front(cast, client_of):
    page = text_of(client_of(cast.jobcenter), f"/planer/{cast.closed_plan.pk}/")
    assert "Afsluttet" not in page.split('id="main-content"')[1].replace("Afsluttede", "")


def test_earlier_plans_cost_one_query_beyond_the_case(cast, client_of):
    client = client_of(cast.koordinator)
    for _number in range(10):
        plans.plan(cast.peter, PlanState.CLOSED)
    client.get(f"/borgere/{cast.peter.pk}/planer/")
    with own_queries() as own:
        client.get(f"/borgere/{cast.peter.pk}/planer/")
    assert len(own) == 4
