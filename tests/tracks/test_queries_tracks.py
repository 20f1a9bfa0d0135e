"""What a reader is given of the tracks, and that it costs the same for one row and for fifty."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from citizens.access import case_of
from citizens.enums import Part
from core.dates import today
from tests.factories import tracks as make
from tracks.models import Intervention
from tracks.queries import dressed, log_of, open_counts, ownerless_on, tracks_of

pytestmark = pytest.mark.django_db


def cost(act):
    with CaptureQueriesContext(
        connection,
    ) as counted:
        act()
    return len(counted)


def fill(cast, number):
    for kind in (Part.SOCIAL, Part.ADDICTION):
        track = cast.tracks[kind]
        for count in range(number):
            goal = make.goal(track, f"Mål {count}")
            row = make.intervention(track, f"Indsats {count}", cast.places["koordinator"], goal)
            make.comment(track, cast.koordinator, f"Kommentar {count}", intervention=row)
            make.contact(cast.peter, cast.koordinator, f"Kontakt {count}", (kind,))


def test_four_queries_for_few_and_for_many(cast):
    case = case_of(cast.koordinator, cast.peter)
    few = cost(lambda: tracks_of(cast.plan, case))
    fill(cast, 25)
    assert (few, cost(lambda: tracks_of(cast.plan, case))) == (4, 4)


def test_the_logbook_costs_the_same(cast, client_of):
    client, url = client_of(cast.koordinator), reverse("tracks:log", args=[cast.peter.pk])
    client.get(url)
    few = cost(lambda: client.get(url))
    fill(cast, 25)
    assert cost(lambda: client.get(url)) == few
    case = case_of(cast.koordinator, cast.peter)
    assert cost(lambda: dressed(log_of(case)[:25], case)) == 2


def test_a_partner_is_given_only_the_open_tracks_and_no_other_workplace(cast):
    case = case_of(cast.rusmiddel, cast.peter)
    tracks = tracks_of(cast.plan, case)
    assert [track.kind for track in tracks] == ["addiction"]
    others = make.intervention(cast.tracks[Part.ADDICTION], "Lægens", cast.places["laege"])
    rows = {row.pk: row for row in tracks_of(cast.plan, case)[0].open_work}
    assert (rows[others.pk].who, rows[others.pk].who_place) == ("En anden i netværket", "")
    mine = rows[cast.interventions[Part.ADDICTION].pk]
    assert (mine.who, mine.who_place, mine.may_report) == ("Rikke Rosenlund", "Guldborgsund Rusmiddelcenter", True)
    assert not rows[others.pk].may_report


def test_counts_add_up_and_follow_what_the_reader_may_see(cast):
    whole = open_counts(tracks_of(cast.plan, case_of(cast.koordinator, cast.peter)))
    narrow = open_counts(tracks_of(cast.plan, case_of(cast.rusmiddel, cast.peter)))
    mine = Intervention.objects.filter(track__plan=cast.plan).exclude(status__in=["done", "stopped"])
    assert (whole.total, whole.ownerless) == (mine.count(), mine.filter(ownerless_on(today())).count())
    for counts in (whole, narrow):
        assert counts.coordinator + counts.others + counts.ownerless == counts.total
    assert narrow.total == mine.filter(track__kind="addiction").count()
    assert whole.overdue == mine.filter(deadline__lt=today()).count()


def test_everything_has_its_place(cast):
    track = next(row for row in tracks_of(cast.plan, case_of(cast.koordinator, cast.peter)) if row.kind == "social")
    goal = track.open_goals[0]
    assert (goal, goal.under, goal.work) == (
        cast.goals[Part.SOCIAL],
        [cast.subgoals[Part.SOCIAL]],
        [cast.interventions[Part.SOCIAL]],
    )
    assert {row.status for row in track.ended} == {"reached", "done"}
    assert (track.commented, goal.commented, goal.work[0].commented) == (1, 1, 1)
    dropped = make.goal(cast.tracks[Part.SOCIAL], "Opgivet", status="dropped", ended_on=today(), ended_reason="Nej")
    orphan = make.intervention(cast.tracks[Part.SOCIAL], "Bliver ved", None, dropped, prioritised=False)
    track = next(row for row in tracks_of(cast.plan, case_of(cast.koordinator, cast.peter)) if row.kind == "social")
    assert orphan in track.loose
