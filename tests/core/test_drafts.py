"""Nothing typed is lost: a draft belongs to one person and one form, and lives only behind the form's own door."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from audit.models import AccessEvent
from citizens.actions import consents
from citizens.enums import Part
from core import drafts
from core.models import Draft
from core.tasks import drop_old_drafts
from plans.models import Plan, Situation
from tests.roles import as_owner
from tracks.models import LogEntry

WORDS = "Søvnen er blevet bedre, siger han"


@pytest.fixture
def ask(client_of):
    """``ask(user, path, "keep", text="…")``: what the page's script sends to the form's own address."""

    def send(user, path, what, **values):
        headers = {drafts.HEADER: what, drafts.PERSON: str(getattr(user, "pk", ""))}
        return client_of(user).post(path, values, headers=headers)

    return send


def comment_path(cast, part=Part.SOCIAL):
    return reverse("tracks:comment_on_track", args=[cast.tracks[part].pk])


def offered(client_of, user, path):
    return b"data-draft-at=" in client_of(user).get(path).content


def events(**rules):
    """The access log, oldest first; only its owner may read it all."""
    with as_owner():
        return list(AccessEvent.objects.filter(**rules).order_by("at"))


def test_what_is_typed_is_kept_and_offered_and_shown_only_when_asked_for(cast, client_of, ask):
    path = reverse("plans:voice", args=[cast.plan.pk])
    matters = Plan.objects.get(pk=cast.plan.pk).matters
    kept = ask(cast.koordinator, path, "keep", matters=WORDS, revision=cast.plan.revision, csrfmiddlewaretoken="x")
    assert (kept.status_code, set(kept.json())) == (200, {"at"})
    page = client_of(cast.koordinator).get(path).content.decode()
    assert "data-draft-at=" in page and "data-draft-old" not in page
    assert WORDS not in page  # never applied unasked
    shown = ask(cast.koordinator, path, "show").json()["values"]
    assert shown == {"matters": [WORDS], "revision": [str(cast.plan.revision)]}
    assert Plan.objects.get(pk=cast.plan.pk).matters == matters
    assert ask(cast.koordinator, path, "drop").status_code == 204
    assert not offered(client_of, cast.koordinator, path)
    assert ask(cast.koordinator, path, "show").json() == {"values": None}


def test_the_later_text_takes_the_place_of_the_earlier(cast, ask):
    path = comment_path(cast)
    for text in ("S", "Sø", "Søv"):
        ask(cast.koordinator, path, "keep", text=text)
    assert ask(cast.koordinator, path, "show").json()["values"] == {"text": ["Søv"]}
    assert Draft.objects.count() == 1


def test_it_is_sealed_in_the_database(cast, ask):
    ask(cast.koordinator, comment_path(cast), "keep", text=WORDS)
    with connection.cursor() as cursor:
        cursor.execute("select content from core_draft")
        (content,) = cursor.fetchone()
    assert content.startswith("v1:") and "ovnen" not in content


def test_two_people_do_not_see_each_others(cast, client_of, ask):
    path = comment_path(cast, Part.ADDICTION)
    panel = reverse("tracks:comments_on_track", args=[cast.tracks[Part.ADDICTION].pk])
    ask(cast.koordinator, path, "keep", text=WORDS)
    assert offered(client_of, cast.koordinator, panel)  # the panel is read at another address than it is written
    assert not offered(client_of, cast.rusmiddel, panel)
    assert ask(cast.rusmiddel, path, "show").json() == {"values": None}
    ask(cast.rusmiddel, path, "keep", text="Mit eget")
    ask(cast.rusmiddel, path, "drop")
    assert ask(cast.koordinator, path, "show").json()["values"] == {"text": [WORDS]}


def test_it_stays_with_its_record_and_its_form(cast, client_of, ask):
    """An old draft in a new form is what hurt others (casa 4698)."""
    one, other = (reverse("plans:situation_edit", args=[row.pk]) for row in list(cast.situations.values())[:2])
    new = reverse("plans:situation_add", args=[cast.plan.pk])
    row = Situation.objects.get(pk=next(iter(cast.situations.values())).pk)
    ask(cast.koordinator, one, "keep", now=WORDS, revision=row.revision)
    found = [offered(client_of, cast.koordinator, path) for path in (one, other, new)]
    assert found == [True, False, False]
    goal = cast.goals[Part.SOCIAL]
    under = reverse("tracks:intervention_add", args=[goal.track_id])
    ask(cast.koordinator, f"{under}?goal={goal.pk}", "keep", text=WORDS)
    assert offered(client_of, cast.koordinator, f"{under}?goal={goal.pk}")
    assert not offered(client_of, cast.koordinator, under)


def test_a_draft_of_an_earlier_revision_says_so(cast, client_of, ask):
    path = reverse("plans:voice", args=[cast.plan.pk])
    plan = Plan.objects.get(pk=cast.plan.pk)
    ask(cast.koordinator, path, "keep", matters=WORDS, revision=plan.revision)
    client_of(cast.koordinator).post(path, {"matters": "Noget andet", "revision": plan.revision})
    assert "data-draft-old" in client_of(cast.koordinator).get(path).content.decode()
    # Used and saved, it meets the text that was saved meanwhile; neither is lost (ADR 0006).
    values = ask(cast.koordinator, path, "show").json()["values"]
    answer = client_of(cast.koordinator).post(path, {**values, "_draft": "1"})
    assert answer.status_code == 422
    assert WORDS in answer.content.decode() and "Noget andet" in answer.content.decode()
    assert Plan.objects.get(pk=plan.pk).matters == "Noget andet"
    assert Draft.objects.count() == 1


def test_the_save_that_uses_it_takes_it_away(cast, client_of, ask):
    path = comment_path(cast)
    ask(cast.koordinator, path, "keep", text=WORDS)
    ask(cast.koordinator, path, "keep", text=WORDS)
    refused = client_of(cast.koordinator).post(path, {"text": "", "_draft": "1"})
    assert (refused.status_code, Draft.objects.count()) == (422, 1)
    saved = client_of(cast.koordinator).post(path, {"text": WORDS, "_draft": "1"})
    assert (saved.status_code, Draft.objects.count()) == (302, 0)
    ask(cast.koordinator, path, "keep", text=WORDS + "!")
    in_place = client_of(cast.koordinator).post(
        path, {"text": WORDS + "!", "_draft": "1"}, headers={"HX-Request": "true"}
    )
    assert (in_place.status_code, Draft.objects.count()) == (200, 0)
    assert LogEntry.objects.filter(text__startswith=WORDS).count() == 2


def test_a_status_picked_in_the_list_leaves_the_draft_of_the_report(cast, client_of, ask):
    row = cast.interventions[Part.SOCIAL]
    path = reverse("tracks:intervention_status", args=[row.pk])
    ask(cast.koordinator, path, "keep", follow_up_note=WORDS, revision=row.revision)
    client_of(cast.koordinator).post(path, {"status": row.status, "revision": row.revision})
    assert Draft.objects.count() == 1


def test_consent_withdrawn_while_one_types(cast, client_of, ask):
    """Story 2 of the issue: the draft is refused like the form, nothing is stored, nothing is shown, it is logged."""
    path = comment_path(cast, Part.ADDICTION)
    assert ask(cast.rusmiddel, path, "keep", text=WORDS).status_code == 200
    place = cast.workplaces["addiction_centre"]
    said = {"withdrawn_by": "Peter", "withdrawn_how": "phone"}
    consents.withdraw_organisation(cast.peter, place, by=cast.koordinator, **said)
    before = Draft.objects.get().content
    refusals = len(events(outcome="denied"))
    for what in ("keep", "show", "drop"):
        answer = ask(cast.rusmiddel, path, what, text="mere")
        assert (answer.status_code, WORDS.encode() in answer.content) == (404, False)
    assert client_of(cast.rusmiddel).post(path, {"text": WORDS, "_draft": "1"}).status_code == 404
    assert Draft.objects.get().content == before
    assert not LogEntry.objects.filter(text=WORDS).exists()
    assert len(events(outcome="denied")) == refusals + 4


def test_who_may_not_send_the_form_keeps_no_draft(cast, ask):
    voice = reverse("plans:voice", args=[cast.plan.pk])
    for user in (cast.laege, cast.frivillig, None):
        assert ask(user, voice, "keep", matters=WORDS).status_code in (302, 403, 404)
    assert Draft.objects.count() == 0


def test_somebody_elses_text_is_not_kept_in_my_name(cast, client_of):
    """The session ended, and a colleague logged in at the same browser: the page that stands open is not theirs."""
    headers = {drafts.HEADER: "keep", drafts.PERSON: str(cast.koordinator.pk)}
    answer = client_of(cast.rusmiddel).post(comment_path(cast, Part.ADDICTION), {"text": WORDS}, headers=headers)
    assert (answer.status_code, Draft.objects.count()) == (409, 0)


def test_keeping_needs_the_token_of_the_page(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.koordinator, backend="accounts.login.Backend")
    headers = {drafts.HEADER: "keep", drafts.PERSON: str(cast.koordinator.pk)}
    assert client.post(comment_path(cast), {"text": WORDS}, headers=headers).status_code == 403
    assert Draft.objects.count() == 0


def test_a_megabyte_is_refused_and_what_was_kept_stays(cast, ask):
    path = comment_path(cast)
    ask(cast.koordinator, path, "keep", text=WORDS)
    assert ask(cast.koordinator, path, "keep", text="x" * 1_000_000).status_code == 413
    assert ask(cast.koordinator, f"{path}?x={'x' * 400}", "keep", text=WORDS).status_code == 413
    assert ask(cast.koordinator, path, "show").json()["values"] == {"text": [WORDS]}


def test_odd_signs_come_back_as_they_went(cast, ask):
    odd = "a\x00b 🎸 <b>æ</b>"
    assert ask(cast.koordinator, comment_path(cast), "keep", text=odd, revision="9" * 30).status_code == 200
    assert ask(cast.koordinator, comment_path(cast), "show").json()["values"]["text"] == [odd]


def test_there_are_so_many_a_person_and_the_oldest_gives_way(cast, monkeypatch):
    monkeypatch.setattr(drafts, "MOST", 3)
    for number in range(5):
        drafts.keep(cast.koordinator, f"/{number}/", {"text": ["x"]})
    drafts.keep(cast.jobcenter, "/0/", {"text": ["y"]})
    mine = Draft.objects.filter(user=cast.koordinator).order_by("address").values_list("address", flat=True)
    assert list(mine) == ["/2/", "/3/", "/4/"]
    assert Draft.objects.filter(user=cast.jobcenter).count() == 1


def test_after_thirty_days_it_is_not_offered_and_the_night_takes_it(cast, client_of, ask):
    path = reverse("plans:voice", args=[cast.plan.pk])
    ask(cast.koordinator, path, "keep", matters=WORDS)
    ask(cast.koordinator, comment_path(cast), "keep", text=WORDS)
    Draft.objects.filter(address=path).update(updated_at=timezone.now() - timedelta(days=30, seconds=1))
    assert not offered(client_of, cast.koordinator, path)
    assert ask(cast.koordinator, path, "show").json() == {"values": None}
    drop_old_drafts()
    assert list(Draft.objects.values_list("address", flat=True)) == [comment_path(cast)]


def test_only_a_draft_that_is_read_leaves_an_event(cast, ask):
    path = comment_path(cast)
    before = len(events())
    ask(cast.koordinator, path, "keep", text=WORDS)
    assert len(events()) == before
    ask(cast.koordinator, path, "show")
    assert [row.kind for row in events()[before:]] == ["read"]


def test_when_it_was_typed_is_said_in_words():
    with translation.override("da"):
        assert drafts.said(timezone.now()).startswith("i dag kl. ")
        assert drafts.said(timezone.now() - timedelta(days=3)).split()[2:3] == ["kl."]


def test_a_form_that_logs_out_has_no_draft_to_drop(cast, client_of):
    """To log in again ends the session before the door forgets drafts: an answer, never a broken page."""
    answer = client_of(cast.koordinator).post(reverse("accounts:again"), {"_draft": "1"})
    assert answer.status_code == 302
