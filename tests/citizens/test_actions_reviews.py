"""A round of the access review: when it begins, what it asks about, when it is done, who is told (ADR 0031)."""

from datetime import date, timedelta

import pytest

from citizens.access.reviews import asked_leads, asked_places
from citizens.actions.places import end_place
from citizens.actions.reviews import (
    ReviewRefused,
    ask_about,
    begin_due_reviews,
    begin_review,
    close_finished_reviews,
    end_in_review,
    keep_lines,
)
from citizens.models import AccessDecision, AccessReview, CareTeamMember
from citizens.notices import ACCESS_REVIEW, REVIEWED_PLACE
from citizens.queries.reviews import half_of, progress_of
from core.dates import midnight, today
from core.outbox.notices import tell
from somv.wiring import KINDS
from tests.access.conftest import change
from tests.factories import accounts, citizens
from tests.roles import as_app, as_role

DAY = timedelta(days=1)


@pytest.fixture
def fresh(cast):
    """The cast with a programme that has had no round."""
    row = citizens.citizen(cast.second_programme, "Ove", "Andersen", case_number=4799)
    citizens.participation(row, cast.koordinator2)
    cast.ove_place = citizens.place(row, cast.koordinator2, "coordinator")
    cast.ove = row
    return cast


@pytest.mark.parametrize(
    ("day", "half"),
    [
        (date(2026, 1, 1), date(2026, 1, 1)),
        (date(2026, 6, 30), date(2026, 1, 1)),
        (date(2026, 7, 1), date(2026, 7, 1)),
        (date(2026, 12, 31), date(2026, 7, 1)),
    ],
)
def test_the_half_year_begins_on_the_set_days(day, half, settings):
    assert half_of(day) == half
    settings.ACCESS_REVIEW_DAYS = ["03-15"]
    assert half_of(date(2026, 3, 14)) == date(2025, 3, 15)


def begins(settings, ago: int) -> date:
    """The half year began so many days ago."""
    day = today() - ago * DAY
    settings.ACCESS_REVIEW_DAYS = [f"{day:%m-%d}"]
    return day


def test_it_begins_by_itself_once_a_half_year(fresh, settings):
    half = begins(settings, ago=30)
    with as_role("somv_worker"):
        begin_due_reviews()
    row = AccessReview.objects.get(programme=fresh.second_programme)
    assert (row.half_on, row.begun_on, row.due_on) == (half, today(), today() + timedelta(days=28))
    with as_role("somv_worker"):
        assert begin_due_reviews() == 0


def test_later_in_the_half_year_the_lead_begins_it(fresh, settings):
    begins(settings, ago=31)
    assert begin_due_reviews() == 0
    lead = accounts.person("lead", fresh.workplaces["team"], "anden-leder")
    begin_review(fresh.second_programme, by=lead)
    with pytest.raises(ReviewRefused):
        begin_review(fresh.second_programme, by=lead)
    assert AccessReview.objects.filter(programme=fresh.second_programme).count() == 1


def test_a_new_round_ends_the_work_on_the_one_before(cast, settings):
    begins(settings, ago=0)
    begin_review(cast.programme, by=cast.projektleder)
    with pytest.raises(ReviewRefused):
        keep_lines(cast.review, by=cast.projektleder, places=[cast.places["jobcenter"].pk])
    assert ACCESS_REVIEW.judge([(cast.review.pk, "due")], at(today() + 30 * DAY)) == {}


def test_there_is_no_round_about_nobody(fresh):
    empty = citizens.programme("Tomt")
    with pytest.raises(ReviewRefused):
        begin_review(empty, by=fresh.projektleder)
    assert not AccessReview.objects.filter(programme=empty).exists()


def asked(review) -> set:
    return set(asked_places([review], today()).values_list("pk", flat=True))


def test_it_asks_about_live_places_in_open_cases_that_began_before_it(cast):
    peters = set(CareTeamMember.objects.filter(citizen=cast.peter, ends_on=None).values_list("pk", flat=True))
    assert peters <= asked(cast.review)
    late = citizens.place(cast.peter, cast.frivillig)
    change(late, starts_on=cast.review.begun_on + DAY)
    over = citizens.professional(cast.peter, cast.workplaces["team"], "Fhv. Kollega")
    change(over, starts_on=today() - 50 * DAY, ends_on=today())
    assert asked(cast.review).isdisjoint({late.pk, over.pk})
    change(late, starts_on=cast.review.begun_on)
    assert late.pk in asked(cast.review)


def test_it_does_not_ask_about_cases_the_lead_does_not_see(cast):
    """Referred and not yet consented, entered by mistake, left: nobody's names are shown for a review either."""
    enrolling = CareTeamMember.objects.exclude(citizen__stage="included").values_list("pk", flat=True)
    assert set(enrolling) and asked(cast.review).isdisjoint(enrolling)
    change(cast.participation, withdrawn_on=today() - 31 * DAY, withdrawn_by="Peter", withdrawn_how="phone")
    assert asked(cast.review).isdisjoint(CareTeamMember.objects.filter(citizen=cast.peter).values_list("pk", flat=True))


def test_the_last_line_closes_the_round_and_counts_it(cast):
    second = accounts.person("lead", cast.workplaces["team"], "anden-leder")
    theirs = citizens.lead(cast.programme, second)
    place = cast.places["rusmiddel"]
    end_in_review(cast.review, by=cast.projektleder, place=place)
    keep_lines(cast.review, by=cast.projektleder, places=asked(cast.review), leads=[theirs.pk])
    assert progress_of([cast.review])[cast.review.pk].missing == 1  # the lead's own, for the other to decide
    cast.review.refresh_from_db()
    assert cast.review.done_on is None
    keep_lines(cast.review, by=second, leads=[cast.lead.pk])
    cast.review.refresh_from_db()
    kept = AccessDecision.objects.filter(review=cast.review, decision="keep").count()
    assert (cast.review.done_on, cast.review.done_by, cast.review.kept, cast.review.ended) == (today(), second, kept, 1)
    with pytest.raises(ReviewRefused):
        keep_lines(cast.review, by=second, leads=[cast.lead.pk])


def test_who_leads_alone_is_not_asked_about(cast):
    assert not asked_leads([cast.review], today()).exists()


def test_a_round_whose_last_places_end_by_themselves_is_done(fresh):
    review = begin_review(fresh.second_programme, by=fresh.projektleder)
    assert close_finished_reviews() == 0
    for place in asked_places([review], today()).order_by("id"):
        change(place, ends_on=today())
    assert close_finished_reviews() == 1
    review.refresh_from_db()
    assert (review.done_on, review.done_by, review.kept, review.ended) == (today(), None, 0, 0)


def test_nobody_keeps_their_own_place_and_everybody_may_give_it_up(cast):
    """Somebody who became a lead and has a place from before."""
    own = citizens.professional(cast.peter, cast.workplaces["team"], "Ulla", user=cast.projektleder)
    change(own, starts_on=today() - 50 * DAY)
    with pytest.raises(ReviewRefused):
        keep_lines(cast.review, by=cast.projektleder, places=[own.pk])
    end_in_review(cast.review, by=cast.projektleder, place=own)
    assert AccessDecision.objects.get(place=own).decision == "end"


def test_the_coordinators_place_is_neither_ended_nor_asked_about(cast):
    place = cast.places["koordinator"]
    for act in (
        lambda: end_in_review(cast.review, by=cast.projektleder, place=place),
        lambda: ask_about(cast.review, by=cast.projektleder, place=place.pk),
    ):
        with pytest.raises(ReviewRefused):
            act()
    assert CareTeamMember.objects.get(pk=place.pk).ends_on is None


def test_as_the_app_the_lead_ends_a_place_and_a_lead_of_another_does_not_reach_it(cast):
    other = accounts.person("lead", cast.workplaces["team"], "anden-leder")
    citizens.lead(cast.second_programme, other)
    with as_app(other):
        assert not AccessDecision.objects.exists()
        with pytest.raises(ReviewRefused):
            end_in_review(cast.review, by=other, place=cast.places["jobcenter"])
    with as_app(cast.projektleder):
        end_in_review(cast.review, by=cast.projektleder, place=cast.places["jobcenter"])
    assert CareTeamMember.objects.get(pk=cast.places["jobcenter"].pk).ends_on == today()


def names(cast, told) -> list[str]:
    known = {user.pk: name for name, user in cast.everybody.items() if user is not None}
    return sorted(known[key] for key in told.recipients)


def at(day: date):
    return midnight(day) + timedelta(hours=8)


def test_the_leads_are_told_when_it_begins_after_14_days_and_when_the_time_is_up(cast):
    begun = cast.review.begun_on

    def found(day: date) -> list[str]:
        return [due.occasion for due in ACCESS_REVIEW.find(at(day)) if due.about == cast.review.pk]

    assert [found(begun + n * DAY) for n in (-1, 0, 13, 14, 27, 28)] == [
        [], ["begun"], ["begun"], ["begun", "14-days"], ["begun", "14-days"], ["begun", "14-days", "due"],
    ]  # fmt: skip
    key = (cast.review.pk, "14-days")
    told = ACCESS_REVIEW.judge([key], at(begun + 14 * DAY))
    assert names(cast, told[key]) == ["projektleder"]
    assert "Peter" not in str(told[key].line) and told[key].reference == ""
    change(cast.review, done_on=today(), kept=0, ended=0)
    assert ACCESS_REVIEW.judge([key], at(begun + 14 * DAY)) == {}
    assert found(begun + 28 * DAY) == []


def test_the_coordinator_is_told_what_was_asked_and_what_was_ended(cast):
    place = cast.places["jobcenter"]
    ask_about(cast.review, by=cast.projektleder, place=place.pk)
    asking, ending = (place.pk, f"ask-{cast.review.pk.hex}"), (place.pk, f"end-{cast.review.pk.hex}")
    told = REVIEWED_PLACE.judge([asking, ending], at(today()))
    assert (set(told), names(cast, told[asking])) == ({asking}, ["koordinator"])
    end_in_review(cast.review, by=cast.projektleder, place=place)
    told = REVIEWED_PLACE.judge([asking, ending], at(today()))
    assert (set(told), told[ending].reference) == ({ending}, str(cast.peter.case_number))
    tell(REVIEWED_PLACE.name, *ending, at(today()))  # fits the outbox's columns
    assert KINDS[REVIEWED_PLACE.name] is REVIEWED_PLACE and KINDS[ACCESS_REVIEW.name] is ACCESS_REVIEW


def test_nobody_is_asked_about_a_place_that_has_ended(cast):
    place = cast.places["jobcenter"]
    ask_about(cast.review, by=cast.projektleder, place=place.pk)
    end_place(place, by=cast.koordinator)
    assert REVIEWED_PLACE.judge([(place.pk, f"ask-{cast.review.pk.hex}")], at(today())) == {}


def test_the_database_keeps_what_was_decided(cast):
    """The triggers: a round that is done, and a place that was ended in one, are not decided about again."""
    from django.db import DatabaseError, transaction

    end_in_review(cast.review, by=cast.projektleder, place=cast.places["jobcenter"])
    ended = AccessDecision.objects.get(review=cast.review, decision="end")
    change(cast.review, done_on=today(), kept=1, ended=1)
    for row, values in ((ended, {"decision": "keep"}), (cast.review, {"ended": 0}), (cast.review, {"done_on": None})):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(row, **values)
