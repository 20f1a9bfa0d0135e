"""Meetings are called, moved, held and cancelled; the plan's and the head's next day follow in the same act."""

from datetime import time, timedelta

import pytest

from citizens.models import CareTeamMember, Signpost
from core.dates import add_months, today
from core.models import Refused, Stale
from meetings import actions
from meetings.models import MeetingParticipant, NetworkMeeting
from meetings.queries import missing_sides, next_day, next_meeting
from plans.models import Plan
from tests.factories import meetings

SOON = today() + timedelta(days=20)
LATER = today() + timedelta(days=90)


def values(**more):
    said = {"meets_on": SOON, "starts_at": time(9, 30), "kind": "in-person", "place": "Rådhuset"}
    return said | {"purpose": "Se på planen", "called_by": "Kirsten", "citizen_attends": True} | more


def kept(plan):
    return Plan.objects.get(pk=plan.pk).next_meeting_on, Signpost.objects.get(citizen=plan.citizen_id).next_meeting_on


def asked(meeting):
    return set(MeetingParticipant.objects.filter(meeting=meeting, removed=False).values_list("member_id", flat=True))


def test_the_earliest_planned_meeting_is_the_next(cast):
    before = cast.meeting.meets_on
    actions.plan_meeting(cast.plan, by=cast.koordinator, **values(meets_on=LATER))
    assert kept(cast.plan) == (before, before)
    first = actions.plan_meeting(cast.plan, by=cast.koordinator, **values())
    assert kept(cast.plan) == (SOON, SOON)
    assert (next_day(cast.plan), next_meeting(cast.plan)) == (SOON, first)
    actions.cancel_meeting(first, by=cast.koordinator, reason="Borgeren er syg")
    assert kept(cast.plan) == (before, before)


@pytest.mark.parametrize(
    ("day", "good"),
    [
        (today(), True),
        (add_months(today(), 6), True),
        (today() - timedelta(days=1), False),
        (add_months(today(), 6) + timedelta(days=1), False),
    ],
)
def test_a_meeting_is_called_within_six_months(cast, day, good):
    act = lambda: actions.plan_meeting(cast.plan, by=cast.koordinator, **values(meets_on=day))  # noqa: E731
    if good:
        assert act().meets_on == day
        return
    with pytest.raises(Refused) as refused:
        act()
    assert (refused.value.field, NetworkMeeting.objects.filter(plan=cast.plan).count()) == ("meets_on", 1)


def test_in_person_needs_a_place_and_a_phone_call_none(cast):
    with pytest.raises(Refused) as refused:
        actions.plan_meeting(cast.plan, by=cast.koordinator, **values(place=" "))
    assert refused.value.field == "place"
    assert actions.plan_meeting(cast.plan, by=cast.koordinator, **values(place="", kind="phone")).place == ""


def test_sent_twice_it_is_one_meeting(cast):
    members = [cast.places["rusmiddel"]]
    rows = [actions.plan_meeting(cast.plan, by=cast.koordinator, members=members, **values()) for _ in range(2)]
    assert rows[0] == rows[1]
    assert NetworkMeeting.objects.filter(plan=cast.plan).count() == 2


def test_who_takes_part_is_what_was_ticked_and_history_keeps_the_rest(cast):
    meeting, places = cast.meeting, cast.places
    told = values(meets_on=meeting.meets_on)
    change = lambda row, *members, **more: actions.change_meeting(  # noqa: E731
        row, by=cast.koordinator, revision=row.revision, members=members, **told, **more
    )
    meeting = change(meeting, places["rusmiddel"], places["jobcenter"], relatives=[cast.relative])
    assert asked(meeting) == {places["rusmiddel"].pk, places["jobcenter"].pk, None}
    meeting = change(meeting, places["koordinator"])
    assert asked(meeting) == {places["koordinator"].pk}
    assert MeetingParticipant.objects.filter(meeting=meeting, removed=True).count() == 4


def test_nobody_from_another_citizens_network_takes_part(cast):
    other = CareTeamMember.objects.exclude(citizen=cast.peter).order_by("id").first()
    with pytest.raises(Refused):
        actions.plan_meeting(cast.plan, by=cast.koordinator, members=[other], **values())
    assert NetworkMeeting.objects.filter(plan=cast.plan).count() == 1


def test_a_stale_change_changes_nothing(cast):
    opened = cast.meeting.revision
    actions.change_meeting(cast.meeting, by=cast.koordinator, revision=opened, **values())
    with pytest.raises(Stale):
        actions.change_meeting(cast.meeting, by=cast.koordinator, revision=opened, **values(meets_on=LATER))
    assert kept(cast.plan) == (SOON, SOON)


def test_held_asks_for_the_next_and_cannot_be_changed(cast):
    for day, good in ((today() + timedelta(days=1), False), (today(), True)):
        if good:
            held = actions.hold_meeting(cast.meeting, by=cast.koordinator, held_on=day)
            assert (held.state, held.held_on, kept(cast.plan)) == ("held", today(), (None, None))
        else:
            with pytest.raises(Refused):
                actions.hold_meeting(cast.meeting, by=cast.koordinator, held_on=day)
    acts = (
        lambda: actions.hold_meeting(held, by=cast.koordinator, held_on=today()),
        lambda: actions.cancel_meeting(held, by=cast.koordinator, reason="Fortrudt"),
        lambda: actions.change_meeting(held, by=cast.koordinator, revision=held.revision, **values()),
    )
    for act in acts:
        with pytest.raises(Refused):
            act()
    assert NetworkMeeting.objects.get(pk=held.pk).state == "held"


def test_cancelling_says_why(cast):
    with pytest.raises(Refused) as refused:
        actions.cancel_meeting(cast.meeting, by=cast.koordinator, reason=" ")
    assert refused.value.field == "reason"
    row = actions.cancel_meeting(cast.meeting, by=cast.koordinator, reason="Borgeren er syg")
    assert (row.state, row.cancelled_reason, kept(cast.plan)) == ("cancelled", "Borgeren er syg", (None, None))


def test_in_a_closed_plan_nothing_is_called_or_changed(cast):
    lapsed = meetings.meeting(cast.closed_plan, meets_on=SOON)
    acts = (
        lambda: actions.plan_meeting(cast.closed_plan, by=cast.koordinator, **values()),
        lambda: actions.hold_meeting(lapsed, by=cast.koordinator, held_on=today()),
    )
    for act in acts:
        with pytest.raises(Refused):
            act()
    assert (lapsed.is_open, next_meeting(cast.closed_plan)) == (False, None)


def test_who_is_expected_is_a_notice(cast):
    places = cast.places
    assert len(missing_sides(False, [])) == 3
    assert missing_sides(True, [places["koordinator"], places["sygehus"]]) == []
    region = missing_sides(True, [places["koordinator"]])
    assert (len(region), missing_sides(True, [places["sygehus"]]) == region) == (1, False)


def test_history_says_who_did_it(cast):
    row = actions.plan_meeting(cast.plan, by=cast.koordinator, members=[cast.places["laege"]], **values())
    assert row.history.get().history_user == cast.koordinator
    assert row.participants.get().history.get().history_user == cast.koordinator
