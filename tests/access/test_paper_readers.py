"""Who a paper is for: the whole, one organisation's part by its own valid consent, or the citizen's copy (§ 5)."""

from datetime import timedelta

import pytest

from accounts.models import User
from citizens.access import open_case
from citizens.enums import Level, Part
from core.dates import today
from core.models import Refused
from overview.queries.readers import covered_organisations, reader_of
from plans.enums import PrintVariant
from tests.access.conftest import change
from tests.factories import citizens

WHOLE, ORGANISATION, CITIZEN = PrintVariant.WHOLE, PrintVariant.ORGANISATION, PrintVariant.CITIZEN
DAY = timedelta(days=1)


def case(cast, who="koordinator"):
    return open_case(User.objects.get(pk=cast.user(who).pk), cast.peter.pk)


def covered(cast, who="koordinator"):
    return {row.pk for row in covered_organisations(case(cast, who))}


def test_organisations_are_those_a_valid_consent_of_this_citizen_covers(cast):
    work = cast.workplaces
    named = {work[name].pk for name in ("addiction_centre", "hospital", "job_centre", "practice")}
    assert covered(cast) == covered(cast, "projektleder") == named
    assert [covered(cast, who) for who in ("laege", "sygehus")] == [{work["practice"].pk}, {work["hospital"].pk}]
    for cell in cast.exchange.scopes.filter(organisation=work["hospital"]):
        change(cell, ended_on=today(), ended_by="Peter", ended_how="phone")
    assert covered(cast) == named - {work["hospital"].pk}
    change(cast.exchange, expires_on=today())
    assert covered(cast) == set()


def test_the_team_prints_the_whole_and_the_citizens_copy(cast):
    for who in ("koordinator", "projektleder"):
        for variant in (WHOLE, CITIZEN):
            reader = reader_of(case(cast, who), variant)
            assert (reader.case.readable, reader.organisation) == (set(Part), None)
            assert (reader.whole, reader.plain) == (variant == WHOLE, variant == CITIZEN)
    for variant in (WHOLE, CITIZEN):
        with pytest.raises(Refused):
            reader_of(case(cast, "laege"), variant)


@pytest.mark.parametrize("who", ["koordinator", "projektleder", "laege"])
def test_an_organisations_paper_holds_what_its_consent_opens_and_no_right_of_who_prints(cast, who):
    work = cast.workplaces["practice"]
    later = citizens.exchange(
        cast.peter, cast.koordinator, {work: {Part.SOCIAL: Level.READ}}, expires_on=today() + 330 * DAY
    )
    citizens.exchange(cast.thomas, cast.koordinator, {work: {Part.PSYCHIATRY: Level.READ}})
    citizens.place(cast.thomas, cast.laege)
    reader = reader_of(case(cast, who), ORGANISATION, work.pk)
    assert reader.case.readable == {Part.SOMATIC, Part.ADDICTION, Part.ANSWERS, Part.FRONT, Part.SOCIAL}
    assert (reader.case.rights, reader.case.commentable, reader.case.relation) == (set(), set(), "participant")
    assert (reader.case.until, reader.case.places) == (later.expires_on, (cast.places["laege"],))
    assert (reader.organisation, reader.whole, reader.plain) == (work, False, False)
    assert (reader.case.coordinator, reader.case.participation) == (cast.places["koordinator"], "valid")
    assert (reader.case.citizen, reader.case.in_team) == (cast.peter, False)


def test_an_organisation_without_a_consent_today_gets_no_paper(cast):
    for who, name in (("koordinator", "shelter"), ("laege", "hospital")):
        with pytest.raises(Refused):
            reader_of(case(cast, who), ORGANISATION, cast.workplaces[name].pk)
    with pytest.raises(Refused):
        reader_of(case(cast), ORGANISATION)


def test_its_own_name_it_may_see_also_before_one_of_its_people_has_a_place(cast):
    work = cast.workplaces["shelter"]
    citizens.exchange(cast.peter, cast.koordinator, {work: {Part.SOCIAL: Level.READ}})
    for starts in (today() + DAY, None):
        if starts:
            citizens.place(cast.peter, cast.frivillig, starts_on=starts, visits_home=True)
        reader = reader_of(case(cast), ORGANISATION, work.pk)
        assert [(place.citizen, place.organisation) for place in reader.case.places] == [(cast.peter, work)]
        assert reader.case.sees_workplace(work.pk)
        assert not reader.case.sees_address


def test_the_table_decides_for_paper_too(cast, monkeypatch):
    from citizens.access import PART_RULES, Opens

    monkeypatch.setitem(PART_RULES, Part.CRISIS, Opens.NEVER)
    assert reader_of(case(cast), ORGANISATION, cast.workplaces["hospital"].pk).case.readable == {Part.SOMATIC}
