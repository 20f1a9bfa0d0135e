"""The front page by role: what waits, each row to where it is mended, each count the length of its list."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from accounts.enums import Role
from citizens.enums import Level, Part, Place
from core.dates import today
from overview.enums import DayKind
from plans.enums import PlanState
from tests.factories import accounts, citizens, plans, tracks
from tests.factories.peter import mark
from tests.overview.traces import events, own_queries
from tests.roles import as_owner
from tracks.models import Intervention
from tracks.queries import activation_gaps


def home(client_of, user):
    response = client_of(user).get("/")
    assert response.status_code == 200
    return response


def text_of(response):
    return response.content.decode()


def test_a_coordinator_sees_who_is_on_the_way_in(cast, client_of):
    response = home(client_of, cast.koordinator)
    rows = {row.citizen.given_name: row for row in response.context["enrolling"]}
    assert set(rows) == {"Rita"}
    assert rows["Rita"].url == f"/borgere/{cast.rita.pk}/indskrivning/screening/"
    assert f'href="{rows["Rita"].url}"' in text_of(response)


def test_drafts_name_what_they_lack_exactly_as_activation_does(cast, client_of):
    with as_owner():
        track = tracks.track(cast.draft, Part.SOCIAL)
        tracks.intervention(track, "Ingen gør det")
    response = home(client_of, cast.koordinator)
    rows = {row.citizen.given_name: row for row in response.context["unfinished"]}
    assert [gap.text for gap in rows["Dagny"].gaps] == [gap.text for gap in activation_gaps(cast.draft)]
    assert len(rows["Dagny"].gaps) == 4
    for gap in rows["Dagny"].gaps:
        assert f'href="{gap.url}"' in text_of(response)
    assert "Peter" not in rows


def test_active_plans_whose_meeting_has_passed_are_told_of(cast, client_of):
    with as_owner():
        cast.plan.next_meeting_on = today() - timedelta(days=1)
        accounts.saved(cast.plan)
    rows = {row.citizen.given_name: row for row in home(client_of, cast.koordinator).context["unfinished"]}
    assert [gap.url for gap in rows["Peter"].gaps] == [f"/borgere/{cast.peter.pk}/moeder/"]


def test_who_has_withdrawn_is_only_to_be_closed(cast, client_of):
    with as_owner():
        row = cast.participation
        row.withdrawn_on, row.withdrawn_by, row.withdrawn_how = today(), "Borgeren", "phone"
        accounts.saved(row)
    context = home(client_of, cast.koordinator).context
    rows = {row.citizen.given_name: row for row in context["unfinished"]}
    assert [gap.url for gap in rows["Peter"].gaps] == [f"/planer/{cast.plan.pk}/luk/"]
    for name in ("stuck", "waiting", "consents", "protections", "enrolling"):
        assert "Peter" not in {row.citizen.given_name for row in context[name]}


def test_every_row_leads_somewhere_that_opens(cast, client_of):
    with as_owner():
        cast.thomas.protected, cast.thomas.protected_until = True, today()
        accounts.saved(cast.thomas)
    for user in (cast.koordinator, cast.rusmiddel, cast.projektleder):
        client = client_of(user)
        page = text_of(client.get("/"))
        links = set(re.findall(r'<a [^>]*href="(/[^"#]*)', page[page.index("<main") : page.index("</main>")]))
        assert len(links) > 2
        assert {url: client.get(url.replace("&amp;", "&"), follow=True).status_code for url in links} == dict.fromkeys(
            links, 200
        )


def test_overdue_and_ownerless_interventions_lead_to_their_form(cast, client_of):
    response = home(client_of, cast.koordinator)
    stuck = response.context["stuck"]
    assert {row.row.pk for row in stuck if row.late} == {row.pk for row in cast.interventions.values()}
    unowned = Intervention.objects.filter(text__startswith="Uden ansvarlig") | Intervention.objects.filter(
        track__plan=cast.thomas_plan
    )
    assert {row.row.pk for row in stuck if row.ownerless} == {row.pk for row in unowned}
    for row in stuck:
        assert row.url == f"/indsatser/{row.row.pk}/"


def test_consents_that_end_within_thirty_days_and_those_that_have(cast, client_of):
    team = cast.workplaces["practice"]
    with as_owner():
        ends, longer, over = (citizens.citizen(cast.programme, name) for name in ("Ender", "Længere", "Ovre"))
        for row in (ends, longer, over):
            citizens.place(row, cast.koordinator, Place.COORDINATOR)
            citizens.participation(row, cast.koordinator)
            plans.plan(row, PlanState.ACTIVE)
        cells, given = {team: {Part.SOCIAL: Level.READ}}, today() - timedelta(days=300)
        citizens.exchange(ends, cast.koordinator, cells, given_on=given, expires_on=today() + timedelta(days=30))
        citizens.exchange(longer, cast.koordinator, cells, given_on=given, expires_on=today() + timedelta(days=5))
        citizens.exchange(longer, cast.koordinator, cells)
        citizens.exchange(over, cast.koordinator, cells, given_on=given, expires_on=today())
    response = home(client_of, cast.koordinator)
    rows = {row.citizen.given_name: row for row in response.context["consents"]}
    assert set(rows) == {"Ender", "Ovre"}
    assert rows["Ender"].organisations == ("Lægerne Torvet",) and not rows["Ender"].lapsed
    assert rows["Ovre"].lapsed
    assert rows["Ovre"].url == f"/borgere/{over.pk}/netvaerk/"


def test_protection_is_to_be_checked_on_its_date_and_never_lifts_itself(cast, client_of):
    with as_owner():
        cast.thomas.protected, cast.thomas.protected_until = True, today() - timedelta(days=3)
        accounts.saved(cast.thomas)
    rows = home(client_of, cast.koordinator).context["protections"]
    assert [(row.citizen.given_name, row.days) for row in rows] == [("Thomas", -3)]
    assert rows[0].url == f"/borgere/{cast.thomas.pk}/stamdata/beskyttelse/"


def test_meetings_and_news_by_others_only(cast, client_of):
    with as_owner():
        work = cast.interventions[Part.ADDICTION]
        work.status, work.status_by, work.status_at = "waiting", cast.rusmiddel, timezone.now()
        accounts.saved(work)
    response = home(client_of, cast.koordinator)
    assert [row.citizen.given_name for row in response.context["meetings"]] == ["Peter", "Thomas"]
    news = response.context["news"]
    assert {row.who for row in news} == {"Rikke Rosenlund", "Søren Sandager", "Lars Lægaard"}
    assert [row.status for row in news if row.text == work.text] == ["Afventer"]


def lists_of(page: str) -> set[tuple[str, int]]:
    """Every number of the coordinator's page that leads to a list, and where to."""
    main = unescape(page[page.index("<main") : page.index("</main>")])
    found = re.findall(r'<a class="count" href="([^"]+)">(\d+)<', main)
    found += re.findall(r'<a href="([^"]+)"><strong>(\d+)</strong>', main)
    found += re.findall(r'class="day-all"><a href="([^"]+)">Vis alle (\d+)<', main)
    return {(url, int(number)) for url, number in found}


@pytest.mark.parametrize("extra", [0, 7])
def test_every_number_leads_to_a_list_of_exactly_as_many(cast, client_of, extra):
    with as_owner():
        for number in range(extra):
            row = citizens.citizen(cast.programme, f"Nr {number}", protected=True, protected_until=today())
            citizens.place(row, cast.koordinator, Place.COORDINATOR)
            citizens.participation(row, cast.koordinator)
            act = tracks.track(plans.plan(row), Part.SOCIAL)
            tracks.intervention(act, f"Sen {number}", cast.places["koordinator"], deadline=today() - timedelta(days=1))
        citizens.emergency(cast.psykiatri, cast.peter)
    client = client_of(cast.koordinator)
    page = client.get("/")
    told = lists_of(text_of(page))
    kinds = {kind.value for kind in DayKind if page.context[kind.name.lower()]}
    assert {url.partition("vis=")[2] or "opfoelgninger" for url, _number in told} == kinds | {
        "paa-vej-ind",
        "moeder",
        "nyt",
    }
    for url, number in told:
        shown = client.get(url)
        assert shown.context["page"].paginator.count == number, url
        if "vis=" in url:
            rows = re.search(r'<ul class="rows day-rows">.*</ul>', text_of(shown), re.S)
            named = {row.citizen.pk if hasattr(row, "citizen") else row.about.pk for row in shown.context["page"]}
            assert rows is not None and set(events()[-1][2]) == named, url
    assert page.context["action_count"] == sum(len(box.rows) for box in page.context["action"])


def test_the_front_page_shows_five_of_each_and_the_list_all(cast, client_of):
    with as_owner():
        for number in range(9):
            row = citizens.citizen(cast.programme, f"Beskyttet{number}", protected=True, protected_until=today())
            citizens.place(row, cast.koordinator, Place.COORDINATOR)
            citizens.participation(row, cast.koordinator)
    client = client_of(cast.koordinator)
    front, whole = text_of(client.get("/")), text_of(client.get("/overblik/?vis=beskyttelse"))
    kind = front[front.index('id="protections"') :]
    assert (kind[: kind.index("</div>")].count("Beskyttet"), whole.count("Beskyttet")) == (5, 9)


@pytest.mark.parametrize(("who", "status"), [("koordinator", 404), ("jobcenter", 403), ("projektleder", 403)])
def test_the_lists_of_the_day_are_the_coordinators_and_known_by_name(cast, client_of, who, status):
    client = client_of(cast.user(who))
    assert [client.get(f"/overblik/{query}").status_code for query in ("?vis=andet", "?vis=")] == [status] * 2


def test_a_coordinator_without_citizens_is_told_how_to_begin(cast, client_of):
    with as_owner():
        new = accounts.person(Role.COORDINATOR, cast.workplaces["team"])
    page = text_of(home(client_of, new))
    assert "Intet kræver din handling lige nu." in page
    assert 'href="/borgere/ny/"' in page


@pytest.mark.parametrize("extra", [0, 30])
def test_the_coordinators_page_costs_eleven_queries_however_many(cast, client_of, extra):
    with as_owner():
        for _number in range(extra):
            row = citizens.citizen(cast.programme)
            citizens.referral(row, steps_done=[1])
            citizens.place(row, cast.koordinator, Place.COORDINATOR)
            citizens.participation(row, cast.koordinator)
            plan = plans.plan(row)
            tracks.intervention(tracks.track(plan, Part.SOCIAL), deadline=today() - timedelta(days=1))
    client = client_of(cast.koordinator)
    client.get("/")
    with own_queries() as asked:
        client.get("/")
    assert len(asked) == 11


def test_a_participant_finds_what_waits_overdue_first(cast, client_of):
    with as_owner():
        later = tracks.intervention(cast.tracks[Part.ADDICTION], "Senere", cast.places["rusmiddel"])
    response = home(client_of, cast.rusmiddel)
    assert [row.row.pk for row in response.context["waiting"]] == [cast.interventions[Part.ADDICTION].pk, later.pk]
    assert [row.given_name for row in response.context["citizens"]] == ["Peter", "Thomas"]
    page = text_of(response)
    assert "sag 4711" in page and "Misbrug, Forside" in page


def test_what_waits_in_a_track_that_is_not_open_is_not_shown(cast, client_of):
    with as_owner():
        tracks.intervention(cast.tracks[Part.PSYCHIATRY], f"Skjult {mark(Part.PSYCHIATRY)}", cast.places["rusmiddel"])
    page = text_of(home(client_of, cast.rusmiddel))
    assert mark(Part.PSYCHIATRY) not in page


def test_jobcenter_reads_nothing_of_other_tracks_or_organisations(cast, client_of):
    page = text_of(home(client_of, cast.jobcenter))
    for part in Part:
        if part != Part.SOCIAL:
            assert mark(part) not in page
    others = [str(place) for name, place in cast.workplaces.items() if name != "job_centre"]
    for word in ("alkohol", "KOL", *others):
        assert word not in page
    assert "Open to you" not in page and "Social indsats" in page


def test_lost_access_is_told_by_case_number_and_never_by_name(cast, client_of):
    with as_owner():
        place = cast.thomas.care_team.get(user=cast.koordinator)
        place.phone = "54 67 00 01"
        accounts.saved(place)
    response = home(client_of, cast.frivillig)
    page = text_of(response)
    assert "Adgangen til sag 4712 er ophørt – ring til koordinatoren: Kirsten Kjeldgaard, telefon 54 67 00 01." in page
    assert "Thomas" not in page and "Thorsager" not in page
    assert list(response.context["citizens"]) == []


def test_who_never_had_access_has_not_lost_it(cast, client_of):
    with as_owner():
        citizens.place(cast.dagny, cast.jobcenter)
    assert home(client_of, cast.jobcenter).context["lost"] == []


def test_a_lead_counts_what_the_filtered_list_holds(cast, client_of):
    response = home(client_of, cast.projektleder)
    [programme] = response.context["programmes"]
    assert {standing.value: number for standing, number in programme["rows"]} == {"active": 3, "draft": 1}
    row = r'href="(/borgere/\?program=[^"]+)">.*?rows__end[^"]*">(?:<strong>)?(\d+)'
    links = re.findall(row, text_of(response), re.S)
    assert len(links) == 4
    for url, number in links:
        shown = client_of(cast.projektleder).get(url.replace("&amp;", "&"))
        assert shown.context["page"].paginator.count == int(number)


@pytest.mark.parametrize(
    ("name", "said"),
    [("analytiker", "analytiker"), ("logkontrol", "adgangsloggen"), ("admin", "administrator")],
)
def test_other_roles_are_told_what_there_is(cast, client_of, name, said):
    page = text_of(home(client_of, cast.user(name)))
    assert said in page
    assert "/borgere/" not in page


def test_the_front_page_is_logged_with_the_citizens_it_names(cast, client_of):
    home(client_of, cast.jobcenter)
    assert events()[-1] == ("list", "overview:home", [cast.peter.pk], "given")
