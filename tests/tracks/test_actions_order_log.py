"""The order of priority, and the logbook that is only ever added to."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from citizens.enums import Part
from citizens.models import Signpost
from core.dates import today
from core.models import Refused
from tests.factories import tracks as make
from tests.roles import as_owner
from tracks import actions
from tracks.models import Intervention, LogEntry
from tracks.queries import comments_on, log_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(cast):
    track = cast.tracks[Part.SOCIAL]
    goal = make.goal(track, "Arbejde")
    return [make.intervention(track, text, None, goal, prioritised=False) for text in ("A", "B", "C")]


def texts(row):
    return "".join(Intervention.objects.filter(goal=row.goal).order_by("position", "id").values_list("text", flat=True))


def test_one_place_up_and_down_and_no_further_than_the_edge(cast, client_of, three):
    client, (a, _b, c) = client_of(cast.koordinator), three
    moved = []
    for row, way in ((c, "up"), (c, "up"), (c, "up"), (a, "down")):
        client.post(reverse("tracks:intervention_move", args=[row.pk]), {"move": way})
        moved.append(texts(a))
    assert moved == ["ACB", "CAB", "CAB", "CBA"]


def test_dragged_order_is_kept_and_a_foreign_row_refused(cast, client_of, three):
    client, track = client_of(cast.koordinator), cast.tracks[Part.SOCIAL]
    url = reverse("tracks:intervention_order", args=[track.pk])
    wanted = [three[2].pk, three[0].pk, three[1].pk]
    answer = client.post(url, {"order": wanted}, headers={"HX-Request": "true"})
    assert (answer.status_code, texts(three[0])) == (200, "CAB")
    foreign = cast.interventions[Part.SOMATIC].pk
    for order in ([foreign, *wanted[::-1]], ["ikke-en-id"]):
        refused = client.post(url, {"order": order}, headers={"HX-Request": "true"})
        assert (refused.status_code, texts(three[0])) == (422, "CAB")


def test_goals_move_among_their_own(cast):
    track = cast.tracks[Part.SOCIAL]
    first, second = cast.goals[Part.SOCIAL], make.goal(track, "To", position=9)
    actions.move_goal(second, by=cast.koordinator, step=-1)
    order = list(track.goals.filter(parent=None, status="open").order_by("position", "id"))
    assert order == [second, first]


def older(interval):
    """Let every entry have been written that long ago."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute("update tracks_logentry set created_at = created_at - %s::interval", [interval])
        cursor.execute("set session_replication_role = origin")


def test_pressed_twice_is_stored_once_and_a_minute_later_is_a_second_thought(cast):
    track = cast.tracks[Part.SOCIAL]
    one = actions.comment(track, by=cast.koordinator, text="Ringede")
    assert actions.comment(track, by=cast.koordinator, text="Ringede") == one
    assert actions.comment(cast.goals[Part.SOCIAL], by=cast.koordinator, text="Ringede") != one
    older("61 seconds")
    assert actions.comment(track, by=cast.koordinator, text="Ringede") != one
    assert LogEntry.objects.filter(text="Ringede").count() == 3


def test_a_refused_comment_keeps_its_text(cast, client_of):
    url = reverse("tracks:comment_on_track", args=[cast.tracks[Part.SOCIAL].pk])
    text = "Borgeren hedder 2512489996 og bor her"
    answer = client_of(cast.koordinator).post(url, {"text": text}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.context["form"]["text"].value()) == (422, text)
    assert text in answer.text
    assert not LogEntry.objects.filter(text=text).exists()


def test_a_correction_follows_its_entry_and_is_shown_with_it(cast):
    entry = cast.contacts[Part.SOCIAL]
    one = actions.correct(entry, by=cast.koordinator, text="Det var i går", contact_on=today() - timedelta(days=1))
    two = actions.correct(one, by=cast.koordinator, text="Det var i forgårs")
    assert (one.corrects, two.corrects, two.tracks, two.kind) == (entry, entry, entry.tracks, entry.kind)
    entry.refresh_from_db()
    assert entry.text != one.text
    from citizens.access import case_of

    lines = {line.pk: line for line in log_of(case_of(cast.koordinator, cast.peter))}
    assert lines[entry.pk].corrected_by == [one, two]
    assert one.pk not in lines


def test_the_author_may_correct_but_a_third_may_not(cast, client_of):
    entry = make.comment(cast.tracks[Part.ADDICTION], cast.rusmiddel, "Mødte op")
    url = reverse("tracks:entry_correct", args=[entry.pk])
    codes = {
        name: client_of(cast.user(name)).post(url, {"text": f"Rettet af {name}"}).status_code
        for name in ("rusmiddel", "koordinator", "laege", "jobcenter", "projektleder")
    }
    assert codes == {"rusmiddel": 302, "koordinator": 302, "laege": 403, "jobcenter": 404, "projektleder": 403}
    assert entry.corrections.count() == 2


def test_contact_notes_are_judged_by_their_fields(cast):
    whole = {
        "text": "Besøg", "tracks": ["social"], "contact_form": "visit", "contact_on": today(), "contact_with": "Peter",
    }  # fmt: skip
    wrong = {"contact_on": today() + timedelta(days=1), "tracks": [], "contact_with": " ", "text": ""}
    for field, value in wrong.items():
        with pytest.raises(Refused) as said:
            actions.note_contact(cast.peter, by=cast.koordinator, **{**whole, field: value})
        assert said.value.field == field
    before = Signpost.objects.get(citizen=cast.peter).last_activity_at
    entry = actions.note_contact(cast.peter, by=cast.koordinator, **whole)
    after = Signpost.objects.get(citizen=cast.peter).last_activity_at
    assert (entry.author, entry.author_organisation) == (cast.koordinator, cast.koordinator.organisation)
    assert after is not None
    assert before is None or after > before


def test_the_database_refuses_to_change_or_remove_an_entry(cast):
    entry = cast.comments[Part.SOCIAL]
    for statement in (
        "update tracks_logentry set text = 'x' where id = %s",
        "delete from tracks_logentry where id = %s",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select current_user")
            assert cursor.fetchone() == ("somv_tester",)
            cursor.execute(statement, [entry.pk])
    assert LogEntry.objects.get(pk=entry.pk).text == entry.text


def test_a_new_plan_begins_without_the_old_plans_comments(cast):
    from citizens.access import case_of

    case = case_of(cast.koordinator, cast.peter)
    track = cast.tracks[Part.SOCIAL]
    assert comments_on(case, track) == [cast.comments[Part.SOCIAL]]
    older("30 days")
    assert comments_on(case, track) == []
