"""Who gets to a track, goal, intervention or comment: not readable is 404, readable but not allowed is 403."""

import pytest
from django.urls import reverse

from citizens.enums import Part
from tests.factories import tracks as make
from tracks.enums import InterventionStatus
from tracks.models import Goal, Intervention, LogEntry

pytestmark = pytest.mark.django_db


def test_a_partner_opens_the_consented_track_and_no_other(cast, client_of):
    client = client_of(cast.jobcenter)
    mine, other = cast.tracks[Part.SOCIAL], cast.tracks[Part.PSYCHIATRY]
    answer = client.get(reverse("tracks:track", args=[mine.pk]), headers={"HX-Request": "true"})
    assert (answer.status_code, f'id="track-{mine.pk}"' in answer.text) == (200, True)
    refused = client.get(reverse("tracks:track", args=[other.pk]), headers={"HX-Request": "true"})
    assert (refused.status_code, cast.goals[Part.PSYCHIATRY].text in refused.text) == (404, False)


def test_a_partner_changes_nothing_but_what_is_theirs(cast, client_of):
    client, track = client_of(cast.jobcenter), cast.tracks[Part.SOCIAL]
    posts = {
        reverse("tracks:goal_add", args=[track.pk]): {"text": "Nyt", "kind": "change"},
        reverse("tracks:intervention_add", args=[track.pk]): {"text": "Nyt", "area": "other"},
        reverse("tracks:track_edit", args=[track.pk]): {"status_line": "Nyt", "revision": track.revision},
        reverse("tracks:goal_move", args=[cast.goals[Part.SOCIAL].pk]): {"move": "up"},
    }
    before = Goal.objects.count(), Intervention.objects.count()
    assert [client.post(url, values).status_code for url, values in posts.items()] == [403] * 4
    assert (Goal.objects.count(), Intervention.objects.count()) == before


def test_commenting_needs_the_comment_level(cast, client_of, as_owner):
    track, comments = cast.tracks[Part.SOMATIC], LogEntry.objects.filter(text="Set i dag")
    may = {name: track.kind in _commentable(cast, name) for name in ("sygehus", "laege", "projektleder", "koordinator")}
    url = reverse("tracks:comment_on_track", args=[track.pk])
    got = {name: client_of(cast.user(name)).post(url, {"text": "Set i dag"}).status_code for name in may}
    assert got == {name: 302 if allowed else 403 for name, allowed in may.items()}
    assert comments.count() == sum(may.values())
    assert not all(may.values())
    assert any(may.values())


def _commentable(cast, name):
    from citizens.access import case_of

    user = cast.user(name)
    return case_of(user, cast.peter).commentable


def test_the_one_who_answers_reports_and_it_is_marked_as_theirs(cast, client_of):
    row = make.intervention(cast.tracks[Part.ADDICTION], "Virksomhedspraktik", cast.places["rusmiddel"])
    url = reverse("tracks:intervention_status", args=[row.pk])
    client = client_of(cast.rusmiddel)
    answer = client.post(url, {"status": "in-progress", "revision": row.revision}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (200, f"#track-{row.track_id}")
    row.refresh_from_db()
    assert (row.status, row.status_by, row.status_at is not None) == ("in-progress", cast.rusmiddel, True)
    assert "Meldt af Rikke Rosenlund" in answer.text
    seen = client_of(cast.koordinator).get(reverse("tracks:track", args=[row.track_id]), headers={"HX-Request": "true"})
    assert "Meldt af Rikke Rosenlund" in seen.text


def test_a_report_on_somebody_elses_intervention_is_403_and_on_a_foreign_track_404(cast, client_of):
    theirs = make.intervention(cast.tracks[Part.ADDICTION], "En andens", cast.places["koordinator"])
    foreign = make.intervention(cast.tracks[Part.PSYCHIATRY], "Fremmed")
    client = client_of(cast.rusmiddel)
    codes = [
        client.post(
            reverse("tracks:intervention_status", args=[row.pk]), {"status": "done", "revision": row.revision}
        ).status_code
        for row in (theirs, foreign)
    ]
    assert codes == [403, 404]
    assert set(Intervention.objects.filter(pk__in=[theirs.pk, foreign.pk]).values_list("status", flat=True)) == {
        InterventionStatus.NOT_STARTED
    }


def test_the_coordinators_change_is_not_shown_as_the_partners(cast, client_of):
    row = make.intervention(cast.tracks[Part.ADDICTION], "Praktik", cast.places["rusmiddel"], status_by=cast.rusmiddel)
    url = reverse("tracks:intervention_status", args=[row.pk])
    client_of(cast.koordinator).post(url, {"status": "waiting", "revision": row.revision})
    row.refresh_from_db()
    assert (row.status, row.status_by, row.status_at) == ("waiting", None, None)


def test_a_stop_without_reason_opens_the_form_and_keeps_the_status(cast, client_of):
    row = make.intervention(cast.tracks[Part.ADDICTION], "Praktik", cast.places["rusmiddel"])
    url = reverse("tracks:intervention_status", args=[row.pk])
    client = client_of(cast.rusmiddel)
    answer = client.post(url, {"status": "stopped", "revision": row.revision}, headers={"HX-Request": "true"})
    row.refresh_from_db()
    assert (answer.status_code, row.status) == (422, "not-started")
    assert answer.context["form"].errors == {"ended_reason": ["Skriv, hvorfor indsatsen er stoppet."]}
    assert 'name="ended_reason"' in answer.text
    told = {"status": "stopped", "ended_reason": "Flyttet", "revision": row.revision}
    assert client.post(url, told, headers={"HX-Request": "true"}).status_code == 200
    row.refresh_from_db()
    assert (row.status, row.ended_reason, row.ended_on is not None) == ("stopped", "Flyttet", True)


def test_a_quick_change_leaves_the_follow_up_note_alone(cast, client_of):
    row = make.intervention(
        cast.tracks[Part.ADDICTION], "Praktik", cast.places["rusmiddel"], follow_up_note="Har talt med mester"
    )
    url = reverse("tracks:intervention_status", args=[row.pk])
    client_of(cast.rusmiddel).post(url, {"status": "done", "revision": row.revision})
    row.refresh_from_db()
    assert (row.status, row.follow_up_note) == ("done", "Har talt med mester")


def test_the_logbook_shows_a_partner_only_lines_whose_tracks_are_all_open(cast, client_of):
    make.contact(cast.peter, cast.koordinator, "Besøg om arbejde", (Part.SOCIAL,))
    make.contact(cast.peter, cast.koordinator, "Besøg om begge dele", (Part.SOCIAL, Part.PSYCHIATRY))
    page = client_of(cast.jobcenter).get(reverse("tracks:log", args=[cast.peter.pk]))
    assert (page.status_code, "Besøg om arbejde" in page.text, "Besøg om begge dele" in page.text) == (200, True, False)
    assert "Sammen om min vej-teamet" not in page.text
    hidden = client_of(cast.jobcenter).get(reverse("tracks:log", args=[cast.peter.pk]), {"track": "psychiatry"})
    assert "Besøg om begge dele" not in hidden.text


def test_contact_notes_and_corrections_are_the_coordinators(cast, client_of):
    entry = make.contact(cast.peter, cast.koordinator, "Besøg", (Part.SOCIAL,))
    client = client_of(cast.jobcenter)
    codes = [
        client.get(reverse("tracks:contact_add", args=[cast.peter.pk])).status_code,
        client.get(reverse("tracks:entry_correct", args=[entry.pk])).status_code,
        client_of(cast.psykiatri).get(reverse("tracks:entry_correct", args=[entry.pk])).status_code,
    ]
    assert codes == [403, 403, 404]
    ok = client_of(cast.koordinator).get(reverse("tracks:entry_correct", args=[entry.pk]))
    assert (ok.status_code, "Besøg" in ok.text) == (200, True)
