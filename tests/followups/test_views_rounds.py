"""The tab and the form, as a browser meets them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse

from audit.models import AccessEvent
from citizens.enums import Part
from core.dates import today
from core.models import Draft
from followups.models import Course, FollowUp, FollowUpAnswer
from tests.cast import Cast, mark
from tests.factories import citizens, followups
from tests.factories.accounts import saved
from tests.roles import as_owner


def url(name: str, citizen: Any, row: Any = None) -> str:
    return reverse(f"followups:{name}", args=[citizen.pk, *([row.pk] if row else [])])


def sent(**fields: Any) -> dict[str, Any]:
    values = {"health": "3", "satisfaction": "declined", "knows": "partly", "mode": "visit", "answered_by": "citizen"}
    return {**values, "answered_on": today().isoformat(), **fields}


def answer_form(cast: Cast, client: Any, **fields: Any) -> Any:
    return client.post(url("answer", cast.peter, cast.follow_up), sent(**fields))


def test_from_the_tab_to_the_answers_and_the_thanks(cast, client_of):
    client = client_of(cast.koordinator)
    page = client.get(url("rounds", cast.peter)).content.decode()
    assert url("answer", cast.peter, cast.follow_up) in page
    assert "Følg op nu" in page
    form = client.get(url("answer", cast.peter, cast.follow_up)).content.decode()
    assert mark(Part.ANSWERS) not in form  # what was answered before is not shown before
    answer = answer_form(cast, client)
    assert answer.status_code == 302
    shown = client.get(answer["Location"]).content.decode()
    stored = FollowUpAnswer.objects.get(follow_up=cast.follow_up)
    assert (stored.health, stored.satisfaction, stored.declined, stored.knows) == (3, None, ["satisfaction"], "partly")
    assert "Tak. Svarene i runde 3 er gemt." in shown
    assert "Sidste gang (runde 1)" in shown
    assert "Næste opfølgning er runde 4" in shown
    assert client.get(url("answer", cast.peter, cast.follow_up)).status_code == 302


def test_a_mistake_is_said_by_the_field_and_everything_typed_is_kept(cast, client_of):
    client = client_of(cast.koordinator)
    answer = answer_form(cast, client, health="", note="Vi talte om <script>alert(1)</script>", satisfaction="0")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"health"}
    assert "Vælg et svar eller “Ønsker ikke at svare”." in text
    assert "<script>alert(1)" not in text and "&lt;script&gt;alert(1)" in text
    assert 'name="satisfaction" value="0" id="id_satisfaction_0" checked' in text
    assert not FollowUpAnswer.objects.filter(follow_up=cast.follow_up).exists()


def test_zero_of_ten_is_an_answer(cast, client_of):
    answer_form(cast, client_of(cast.koordinator), satisfaction="0")
    assert FollowUpAnswer.objects.get(follow_up=cast.follow_up).satisfaction == 0


def test_the_programmes_own_questions_and_a_missing_item(cast, client_of):
    followups.settings(cast.programme, who5=True, together=True, differently=True)
    client = client_of(cast.koordinator)
    text = client.get(url("answer", cast.peter, cast.follow_up)).content.decode()
    assert "har jeg været glad og i godt humør" in text and "Hvad skulle vi gøre anderledes?" in text
    items = {f"who5_{number}": "5" for number in range(1, 5)}
    answer_form(cast, client, **items, together="no", differently="Ring oftere")
    stored = FollowUpAnswer.objects.get(follow_up=cast.follow_up)
    assert (stored.who5, stored.who5_score, stored.together) == ([5, 5, 5, 5, None], None, "no")
    assert stored.differently == "Ring oftere"


def test_who5_is_answered_or_declined(cast, client_of):
    followups.settings(cast.programme, who5=True)
    client = client_of(cast.koordinator)
    answer = answer_form(cast, client, who5_1="3", who5_declined="on")
    assert set(answer.context["form"].errors) == {"who5_declined"}
    answer_form(cast, client, who5_declined="on")
    stored = FollowUpAnswer.objects.get(follow_up=cast.follow_up)
    assert (stored.who5, stored.declined) == ([], ["satisfaction", "who5"])


def test_two_at_one_round_see_both(cast, client_of):
    citizens.place(cast.peter, cast.koordinator2, "co-coordinator")
    answer_form(cast, client_of(cast.koordinator2), note="Den første")
    second = client_of(cast.koordinator)
    answer = answer_form(cast, second, health="5", note="Den anden")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Den første" in text and "Den anden" in text
    assert "Ret det gemte til mit" in text
    stored = FollowUpAnswer.objects.get(follow_up=cast.follow_up)
    assert (stored.health, stored.note) == (3, "Den første")
    mine = {**sent(health="5", note="Den anden"), "revision": "1", "reason": ""}
    asked = second.post(url("correct", cast.peter, cast.follow_up), mine)
    assert set(asked.context["form"].errors) == {"reason"}
    assert "Den anden" in asked.content.decode()
    second.post(url("correct", cast.peter, cast.follow_up), {**mine, "reason": "Borgeren ringede tilbage"})
    stored.refresh_from_db()
    assert (stored.health, stored.note, stored.revision) == (5, "Den anden", 2)
    page = second.get(url("shown", cast.peter, cast.follow_up)).content.decode()
    assert "Rettet" in page and "Oprindeligt: Nogenlunde" in page and "Borgeren ringede tilbage" in page


def test_a_stale_correction_shows_both(cast, client_of):
    client = client_of(cast.koordinator)
    answer_form(cast, client)
    where = url("correct", cast.peter, cast.follow_up)
    client.post(where, {**sent(health="4"), "revision": "1", "reason": "Først"})
    answer = client.post(where, {**sent(health="1", note="Min"), "revision": "1", "reason": "Så"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Godt" in text and "Min" in text
    assert 'name="revision" value="2"' in text
    assert FollowUpAnswer.objects.get(follow_up=cast.follow_up).health == 4


def test_consent_withdrawn_in_the_middle(cast, client_of):
    """Not found, nothing stored, and it stands in the log as refused."""
    client = client_of(cast.laege)
    assert client.get(url("rounds", cast.peter)).status_code == 200
    with as_owner():
        cast.exchange.withdrawn_on, cast.exchange.withdrawn_by = today(), "Peter"
        cast.exchange.withdrawn_how = "phone"
        saved(cast.exchange)
    assert client.get(url("rounds", cast.peter)).status_code == 404
    with as_owner():
        last = AccessEvent.objects.order_by("-at").first()
    assert last.outcome == "denied"


def test_participation_withdrawn_with_the_form_open(cast, client_of):
    client = client_of(cast.koordinator)
    with as_owner():
        cast.participation.withdrawn_on, cast.participation.withdrawn_by = today(), "Peter"
        cast.participation.withdrawn_how = "phone"
        saved(cast.participation)
    answer = answer_form(cast, client)
    assert answer.status_code == 403
    keep = client.post(
        url("answer", cast.peter, cast.follow_up),
        sent(note="Tastet"),
        headers={"X-SOMV-Draft": "keep", "X-SOMV-Person": str(cast.koordinator.pk)},
    )
    assert keep.status_code == 403
    assert not FollowUpAnswer.objects.filter(follow_up=cast.follow_up).exists()
    assert not Draft.objects.exists()
    page = client.get(url("rounds", cast.peter)).content.decode()
    assert "Følg op nu" not in page and "stoppet" in page


def test_a_draft_is_kept_offered_and_gone_with_the_save(cast, client_of):
    client = client_of(cast.koordinator)
    where = url("answer", cast.peter, cast.follow_up)
    head = {"X-SOMV-Draft": "keep", "X-SOMV-Person": str(cast.koordinator.pk)}
    assert client.post(where, {"health": "2"}, headers=head).status_code == 200
    assert "data-draft-at" in client.get(where).content.decode()
    answer_form(cast, client, _draft="1")
    assert not Draft.objects.exists()


def test_foreign_ids_do_not_exist(cast, client_of):
    client = client_of(cast.koordinator)
    other = followups.follow_up(followups.course(cast.thomas), 0)
    stranger = followups.follow_up(followups.course(cast.hanne), 0)
    for citizen, row in (
        (cast.peter, other),
        (cast.thomas, cast.follow_up),
        (cast.hanne, stranger),
        (cast.peter, stranger),
    ):
        for name in ("answer", "shown", "correct", "not_relevant", "ask_again"):
            assert client.get(url(name, citizen, row)).status_code == 404
            if name != "shown":
                assert client.post(url(name, citizen, row), sent()).status_code == 404
    assert not FollowUpAnswer.objects.filter(follow_up__in=[other, stranger]).exists()


SEES = {"koordinator": 200, "projektleder": 200, "laege": 200}
ANSWERS = {"koordinator": 200, "projektleder": 403, "laege": 403}


def test_each_of_the_cast(cast, client_of):
    for name, user in cast.everybody.items():
        client = client_of(user)
        away = 302 if name == "anonymous" else 404
        if name in ("deactivated", "unaffiliated"):
            away = client.get(url("rounds", cast.peter)).status_code
            assert away in (302, 404)
        assert client.get(url("rounds", cast.peter)).status_code == SEES.get(name, away), name
        assert client.get(url("shown", cast.peter, cast.answer.follow_up)).status_code == SEES.get(name, away), name
        assert client.get(url("answer", cast.peter, cast.follow_up)).status_code == ANSWERS.get(name, away), name
        assert client.post(url("answer", cast.peter, cast.follow_up), sent(health="")).status_code in (
            422 if name == "koordinator" else ANSWERS.get(name, away),
        ), name


def test_a_participant_reads_the_answers_and_no_names(cast, client_of):
    text = client_of(cast.laege).get(url("shown", cast.peter, cast.answer.follow_up)).content.decode()
    assert mark(Part.ANSWERS) in text
    assert "Ruth" not in text and mark(Part.NETWORK) not in text
    listed = client_of(cast.laege).get(url("rounds", cast.peter)).content.decode()
    assert "Ligger på afdelingen" not in listed and "Ikke relevant" in listed
    assert "Følg op nu" not in listed and "Sæt på pause" not in listed
    assert "Næste opfølgning" in listed  # in the head


def test_without_the_part_there_is_no_tab_and_no_next_day(cast, client_of):
    text = client_of(cast.rusmiddel).get(reverse("overview:plan", args=[cast.peter.pk])).content.decode()
    assert "opfoelgning" not in text and "Næste opfølgning" not in text


def test_who_is_included_just_now_is_followed_up_at_once(cast, client_of):
    client = client_of(cast.koordinator)
    page = client.get(url("rounds", cast.dagny)).content.decode()
    assert "Følg op nu" in page
    assert not Course.objects.filter(citizen=cast.dagny).exists()  # a look writes nothing
    answer = client.post(url("begin", cast.dagny))
    row = FollowUp.objects.get(
        citizen=cast.dagny, ended_on=None, due_on__lte=today() + timedelta(days=14), closes_on__gt=today()
    )
    assert (answer.status_code, answer["Location"]) == (302, url("answer", cast.dagny, row))
    assert client.get(url("begin", cast.dagny)).status_code == 405


def test_who_is_only_referred_has_no_tab(cast, client_of):
    assert client_of(cast.koordinator).get(url("rounds", cast.rita)).status_code == 404


def test_pause_and_resume(cast, client_of):
    client = client_of(cast.koordinator)
    assert client.post(url("pause", cast.peter), {"reason": "", "starts_on": today()}).status_code == 422
    client.post(url("pause", cast.peter), {"reason": "Genoptræning i tre måneder", "starts_on": today()})
    page = client.get(url("rounds", cast.peter)).content.decode()
    assert "Genoptræning i tre måneder" in page and "Følg op nu" not in page
    assert "Genoptræning" not in client_of(cast.laege).get(url("rounds", cast.peter)).content.decode()
    client.post(url("resume", cast.peter), {"go": "1"})
    assert "Følg op nu" in client.get(url("rounds", cast.peter)).content.decode()


def test_not_relevant_and_back(cast, client_of):
    client = client_of(cast.koordinator)
    assert client.post(url("not_relevant", cast.peter, cast.follow_up), {"note": "x"}).status_code == 422
    client.post(url("not_relevant", cast.peter, cast.follow_up), {"reason": "declined", "note": "Ikke i dag"})
    page = client.get(url("rounds", cast.peter)).content.decode()
    assert "Ikke i dag" in page and "Følg op nu" not in page
    client.post(url("ask_again", cast.peter, cast.follow_up), {"go": "1"})
    cast.follow_up.refresh_from_db()
    assert (cast.follow_up.not_relevant, cast.follow_up.ended_on) == ("", None)


def test_the_day_of_the_inclusion_is_corrected(cast, client_of):
    client = client_of(cast.koordinator)
    day = cast.peter.included_on - timedelta(days=3)
    future = client.post(url("inclusion", cast.peter), {"included_on": today() + timedelta(days=1), "reason": "x"})
    assert set(future.context["form"].errors) == {"included_on"}
    client.post(url("inclusion", cast.peter), {"included_on": day, "reason": "Tastefejl"})
    before = cast.follow_up.due_on
    cast.peter.refresh_from_db()
    cast.follow_up.refresh_from_db()
    cast.course.refresh_from_db()
    assert (cast.peter.included_on, cast.course.included_on) == (day, day)
    assert cast.follow_up.due_on != before
    assert cast.peter.history.first().history_change_reason == "Tastefejl"


def test_an_earlier_round_is_entered(cast, client_of):
    someone = citizens.citizen(cast.programme, "Sent", "Oprettet", included_on=today() - timedelta(days=300))
    citizens.place(someone, cast.koordinator, "coordinator")
    citizens.participation(someone, cast.koordinator, given_on=someone.included_on)
    client = client_of(cast.koordinator)
    client.post(url("begin", someone))
    assert client.get(url("earlier", cast.peter)).status_code == 404  # every round of his was asked for
    assert client.get(url("earlier", someone)).status_code == 200
    values = {"number": "0", "mode": "form", "answered_by": "citizen", "answered_on": someone.included_on.isoformat()}
    assert client.post(url("earlier", someone), values).status_code == 422
    client.post(url("earlier", someone), {**values, "health": "2", "satisfied_then": "yes"})
    stored = FollowUpAnswer.objects.get(follow_up__citizen=someone)
    assert (stored.follow_up.number, stored.health, stored.satisfied_then) == (0, 2, True)
    page = client.get(url("correct", someone, stored.follow_up)).content.decode()
    assert 'value="yes" id="id_satisfied_then_1" checked' in page
