"""The half-yearly access review as the lead meets it (issue 5, item 9): each line, one click, recorded."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from citizens.actions.places import end_place
from citizens.actions.reviews import keep_lines
from citizens.enums import Place
from citizens.models import AccessDecision, AccessReview, CareTeamMember, CitizenUserObjectPermission
from citizens.queries.reviews import progress_of
from core.dates import today
from core.models import Notice
from tests.access.conftest import change
from tests.factories import accounts, citizens
from tests.overview.traces import events
from tests.roles import as_owner

HTMX = {"HX-Request": "true"}


def address(name: str, review: AccessReview, *more: CareTeamMember) -> str:
    return reverse(f"overview:access_review{name}", args=[review.pk, *(row.pk for row in more)])


def shown(client, review: AccessReview, query: str = "?vis=alle") -> str:
    return unescape(client.get(address("", review) + query).content.decode())


@pytest.fixture
def lead(cast, client_of):
    return client_of(cast.projektleder)


def decided(review: AccessReview) -> dict[str, str]:
    rows = AccessDecision.objects.filter(review=review, place__isnull=False).select_related("place")
    return {row.place.name: row.decision for row in rows}


def test_each_line_says_who_where_since_when_and_what_is_open(cast, lead):
    page = shown(lead, cast.review)
    assert all(text in page for text in (cast.jobcenter.name, "Peter", str(cast.peter.case_number)))
    assert cast.workplaces["job_centre"].name in page
    assert "Social indsats" in page  # what Peter's consent opens to the job centre
    kind, route, named, outcome = events()[-1]
    assert (kind, route, outcome, cast.peter.pk in named) == ("list", "overview:access_review", "given", True)


def test_one_click_keeps_a_line_and_is_recorded(cast, lead):
    place, before = cast.places["jobcenter"], progress_of([cast.review])[cast.review.pk]
    answer = lead.post(address("_decide", cast.review), {"place": place.pk})
    assert (answer.status_code, answer.url) == (302, address("", cast.review))
    row = AccessDecision.objects.get(review=cast.review, place=place)
    assert (row.decision, row.decided_by, row.person) == ("keep", cast.projektleder, cast.jobcenter)
    assert row.history.get().history_user == cast.projektleder
    after = progress_of([cast.review])[cast.review.pk]
    assert (after.decided, after.missing) == (before.decided + 1, before.missing - 1)
    lead.post(address("_decide", cast.review), {"place": place.pk})  # pressed twice
    assert AccessDecision.objects.get(pk=row.pk).revision == row.revision


def test_with_htmx_the_person_comes_back_and_the_progress_with_it(cast, lead):
    answer = lead.post(address("_decide", cast.review), {"place": cast.places["jobcenter"].pk}, headers=HTMX)
    text = unescape(answer.content.decode())
    assert answer.status_code == 200 and "<html" not in text
    assert cast.jobcenter.name in text and 'id="review-progress"' in text and "hx-swap-oob" in text
    assert cast.rusmiddel.name not in text


def test_a_whole_person_in_one_click_each_line_recorded(cast, lead):
    citizens.place(cast.thomas, cast.jobcenter)
    change(CareTeamMember.objects.get(citizen=cast.thomas, user=cast.jobcenter), starts_on=today() - timedelta(days=60))
    keys = list(CareTeamMember.objects.filter(user=cast.jobcenter).values_list("pk", flat=True))
    assert len(keys) == 2 and "Behold alle 2" in shown(lead, cast.review)
    lead.post(address("_decide", cast.review), {"place": keys})
    assert AccessDecision.objects.filter(review=cast.review, place__in=keys, decision="keep").count() == 2


def test_ending_asks_once_and_goes_by_the_places_own_end(cast, lead):
    place, review = cast.places["rusmiddel"], cast.review
    page = unescape(lead.get(address("_end", review, place)).content.decode())
    assert cast.rusmiddel.name in page and "mister adgangen til sagen med det samme" in page
    assert CareTeamMember.objects.get(pk=place.pk).ends_on is None  # asking ends nothing
    answer = lead.post(address("_end", review, place), {"reason": "Flyttet afdeling"})
    place.refresh_from_db()
    assert (answer.status_code, place.ends_on, place.end_reason) == (302, today(), "Flyttet afdeling")
    assert place.history.latest("history_id").history_user == cast.projektleder
    assert not CitizenUserObjectPermission.objects.filter(content_object=cast.peter, user=cast.rusmiddel).exists()
    assert decided(review)[place.name] == "end"
    assert Notice.objects.filter(kind="access-review-place", about=place.pk, occasion__startswith="end-").count() == 1


def test_who_lost_the_place_is_out_at_the_next_request(cast, client_of, lead):
    page, theirs = reverse("overview:plan", args=[cast.peter.pk]), client_of(cast.rusmiddel)
    assert theirs.get(page).status_code == 200
    lead.post(address("_end", cast.review, cast.places["rusmiddel"]), {})
    assert theirs.get(page).status_code == 404


def test_the_coordinators_place_is_handed_over_instead(cast, lead):
    place = cast.places["koordinator"]
    page = unescape(lead.get(address("_end", cast.review, place)).content.decode())
    assert reverse("tracks:hand_over", args=[cast.peter.pk]) in page
    answer = lead.post(address("_end", cast.review, place), {})
    place.refresh_from_db()
    assert (answer.status_code, place.ends_on) == (422, None)
    assert place.name not in decided(cast.review)


def test_the_coordinator_is_asked_and_the_line_waits(cast, lead):
    place = cast.places["sygehus"]
    before = progress_of([cast.review])[cast.review.pk]
    lead.post(address("_decide", cast.review), {"ask": place.pk})
    assert decided(cast.review)[place.name] == "ask"
    assert progress_of([cast.review])[cast.review.pk] == before
    assert Notice.objects.filter(kind="access-review-place", about=place.pk).count() == 1
    lead.post(address("_decide", cast.review), {"place": place.pk})
    assert decided(cast.review)[place.name] == "keep"


def test_a_place_that_ended_meanwhile_is_said_and_nothing_is_stored(cast, lead):
    place = cast.places["jobcenter"]
    end_place(place, by=cast.koordinator)
    answer = lead.post(address("_decide", cast.review), {"place": [place.pk, cast.places["sygehus"].pk]}, follow=True)
    assert "er afsluttet eller ændret, siden du åbnede siden" in unescape(answer.content.decode())
    assert decided(cast.review).keys() == {cast.laege.name}
    answer = lead.get(address("_end", cast.review, place), follow=True)
    assert "Pladsen er afsluttet, siden du åbnede siden" in unescape(answer.content.decode())
    refused = lead.post(address("_decide", cast.review), {"place": place.pk}, headers=HTMX)
    assert refused.headers["HX-Refresh"] == "true"


@pytest.mark.parametrize("who", ["koordinator", "jobcenter", "analytiker", "logkontrol", "admin", "superuser"])
def test_nobody_else_has_the_review(cast, client_of, who):
    client, place = client_of(cast.user(who)), cast.places["jobcenter"]
    assert client.get(address("", cast.review)).status_code == 404
    assert client.post(address("_decide", cast.review), {"place": place.pk}).status_code == 404
    assert client.post(address("_end", cast.review, place), {}).status_code == 404
    assert client.get(reverse("overview:access_reviews")).status_code == 403
    assert decided(cast.review).keys() == {cast.laege.name}


def test_the_lead_of_another_programme_has_it_neither(cast, client_of):
    other = accounts.person("lead", cast.workplaces["team"], "anden-leder")
    citizens.lead(cast.second_programme, other)
    client = client_of(other)
    assert client.get(address("", cast.review)).status_code == 404
    assert client.post(address("_end", cast.review, cast.places["jobcenter"]), {}).status_code == 404
    assert client.post(reverse("overview:access_review_begin", args=[cast.programme.pk])).status_code == 404
    theirs = citizens.review(cast.second_programme)
    place = cast.places["jobcenter"]  # of a programme that is not theirs, through a round that is
    assert client.get(address("_end", theirs, place)).status_code == 404
    client.post(address("_decide", theirs), {"place": place.pk})
    assert not AccessDecision.objects.filter(review=theirs).exists()
    assert CareTeamMember.objects.get(pk=place.pk).ends_on is None


def test_two_leads_go_through_each_other_and_never_themselves(cast, lead):
    second = accounts.person("lead", cast.workplaces["team"], "anden-leder", last_login=None)
    theirs = citizens.lead(cast.programme, second)
    page = shown(lead, cast.review)
    assert second.name in page and "Din egen: en anden projektleder afgør den" in page
    lead.post(address("_decide", cast.review), {"lead": [theirs.pk]})
    assert AccessDecision.objects.get(review=cast.review, lead=theirs).person == second
    lead.post(address("_decide", cast.review), {"lead": [cast.lead.pk]})
    assert not AccessDecision.objects.filter(review=cast.review, lead=cast.lead).exists()


def test_flags(cast, lead):
    """No valid consent, an organisation that has ended, a closed log-in, never logged in, nothing read for 180 days."""
    long_ago = today() - timedelta(days=200)
    change(cast.places["jobcenter"], starts_on=long_ago)
    cast.sygehus.is_active = False
    cast.sygehus.save()
    change(cast.workplaces["hospital"], ends_on=today() - timedelta(days=1))
    citizens.professional(cast.peter, cast.workplaces["shelter"], "Uden Login", starts_on=long_ago)
    page = shown(lead, cast.review)
    for flag in (
        "Har ikke læst i 180 dage", "Brugeren er lukket", "Organisationen er ophørt", "Uden log-in",
        "Intet gyldigt samtykke", "Har aldrig logget ind",
    ):  # fmt: skip
        assert flag in page, flag


def test_when_somebody_read_last_comes_from_the_log(cast, client_of, lead):
    client_of(cast.jobcenter).get(reverse("overview:plan", args=[cast.peter.pk]))
    assert "læst senest" in shown(lead, cast.review)


def test_the_page_costs_the_same_for_three_lines_and_for_many(cast, lead):
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert lead.get(address("", cast.review) + "?vis=alle").status_code == 200
        return len(asked)

    cost()
    before = cost()
    for number in range(12):
        row = citizens.citizen(cast.programme, f"Nr{number}", case_number=7000 + number)
        citizens.participation(row, cast.koordinator)
        citizens.place(row, cast.jobcenter, starts_on=today() - timedelta(days=90))
    assert cost() == before


def test_the_front_page_tells_what_is_missing_and_who_checks_the_log_that_it_was_done(cast, client_of, lead):
    home = unescape(lead.get(reverse("overview:home")).content.decode())
    missing = progress_of([cast.review])[cast.review.pk].missing
    assert "Halvårligt adgangseftersyn" in home and f"{cast.programme.name}: {missing} mangler" in home
    earlier = citizens.review(
        cast.programme, cast.projektleder, begun_on=cast.review.half_on - timedelta(days=100), kept=17, ended=3
    )
    auditor = client_of(cast.logkontrol)
    page = unescape(auditor.get(reverse("overview:access_reviews_done")).content.decode())
    assert all(text in page for text in (cast.programme.name, cast.projektleder.name, "17", "3"))
    assert "Peter" not in page and str(cast.peter.case_number) not in page
    assert earlier.done_on is not None and address("", earlier) in shown_rounds(lead)


def shown_rounds(client) -> str:
    return client.get(reverse("overview:access_reviews")).content.decode()


def test_a_round_that_is_over_is_read_and_not_worked_on(cast, lead):
    keep_lines(cast.review, by=cast.projektleder, places=[cast.places["jobcenter"].pk])
    with as_owner():
        change(cast.review, done_on=today(), done_by=cast.projektleder, kept=2, ended=0)
    page = shown(lead, cast.review, "")
    assert (
        cast.jobcenter.name in page
        and "Peter" in page
        and '<form method="post" action="' + address("_decide", cast.review) not in page
    )
    lead.post(address("_decide", cast.review), {"place": cast.places["sygehus"].pk})
    lead.post(address("_end", cast.review, cast.places["sygehus"]), {})
    assert cast.places["sygehus"].name not in decided(cast.review)
    assert CareTeamMember.objects.get(pk=cast.places["sygehus"].pk).ends_on is None


def test_a_citizen_who_has_said_no_is_named_no_more(cast, lead):
    """What was decided stays; the name goes with the lead's right to read it."""
    keep_lines(cast.review, by=cast.projektleder, places=[cast.places["jobcenter"].pk])
    change(cast.participation, withdrawn_on=today() - timedelta(days=31), withdrawn_by="Peter", withdrawn_how="phone")
    page = shown(lead, cast.review)
    assert "Peter" not in page and str(cast.peter.case_number) in page
    assert Place.COORDINATOR not in decided(cast.review)
