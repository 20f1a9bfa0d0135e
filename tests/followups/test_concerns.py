"""What an answer gives reason to talk about: raised once, kept right by corrections, told without a word of it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from accounts.queries import addressees
from core.dates import COPENHAGEN, today
from core.models import Notice, Refused
from core.outbox.sweep import sweep
from core.workdays import workday
from followups.actions import answers
from followups.actions.concerns import talked_about
from followups.enums import ConcernKind
from followups.models import Concern, FollowUpAnswer
from followups.notices.concerns import CONCERN
from followups.queries.concerns import kinds_of
from tests.cast import Cast
from tests.factories import citizens, followups
from tests.factories.accounts import saved
from tests.followups.test_actions_answers import give, told
from tests.roles import as_owner

FELL, LESS, LOW = ConcernKind.HEALTH_FELL, ConcernKind.SATISFACTION_FELL, ConcernKind.WHO5_LOW
DUE = -90


def said(**fields: Any) -> FollowUpAnswer:
    return FollowUpAnswer(**{"answered_by": "citizen", **fields})


@pytest.mark.parametrize(
    ("now", "before", "kinds"),
    [
        ({"health": 2}, [{"health": 4}], [FELL]),
        ({"health": 3}, [{"health": 4}], []),
        ({"health": 4}, [{"health": 2}], []),
        ({"health": 2}, [], []),
        ({"health": 1}, [{"health": 5}, {"health": 2}], []),  # the latest counts
        ({"health": 2}, [{"health": 4}, {"declined": ["health"]}], [FELL]),  # the latest with a value
        ({"health": None, "declined": ["health"]}, [{"health": 5}], []),
        ({"satisfaction": 0}, [{"satisfaction": 2}], [LESS]),  # zero is an answer
        ({"satisfaction": 1}, [{"satisfaction": 2}], []),
        ({"satisfaction": 4}, [{"satisfied_then": True}], []),  # yes and no stand on no scale
        ({"health": 1, "satisfaction": 1}, [{"health": 3, "satisfaction": 3}], [FELL, LESS]),
        ({"health": 1, "answered_by": "proxy"}, [{"health": 5}], []),  # like with like
        ({"health": 1}, [{"health": 3}, {"health": 5, "answered_by": "proxy"}], [FELL]),
        ({"who5": [1, 2, 2, 2, 2]}, [], []),  # 36
        ({"who5": [1, 2, 2, 2, 1]}, [], [LOW]),  # 32
        ({"who5": [0, 0, 0, 0, None]}, [], []),  # no score
        ({"who5": [0, 0, 0, 0, 0]}, [], [LOW]),
    ],
)
def test_what_is_to_be_talked_about(now, before, kinds):
    assert kinds_of(said(**now), [said(**row) for row in before]) == kinds


def open_of(cast: Cast) -> Concern:
    return Concern.objects.get(answer__follow_up=cast.follow_up)


def test_a_fall_is_raised_with_the_answer_and_told(cast):
    give(cast, health=2)  # 4 in round 0; the proxy's 2 in between counts for proxies
    concern = open_of(cast)
    assert (concern.kinds, concern.talked_on, concern.lapsed_on) == ([FELL], None, None)
    assert concern.history.get().history_user == cast.koordinator
    notice = Notice.objects.get(kind="concern", about=concern.pk)
    assert notice.occasion == "raised-1"


def test_no_fall_raises_nothing(cast):
    give(cast, health=3, satisfaction=5)
    assert not Concern.objects.filter(answer__follow_up=cast.follow_up).exists()
    assert not Notice.objects.filter(kind="concern").exists()


def corrected(cast: Cast, answer: FollowUpAnswer, **fields: Any) -> FollowUpAnswer:
    answer.refresh_from_db()
    answer.follow_up.refresh_from_db()
    values = told(**{"answered_on": answer.answered_on, **fields})
    return answers.correct_answer(answer, by=cast.koordinator, revision=answer.revision, reason="Tastefejl", **values)


def test_a_correction_raises_takes_away_and_raises_again(cast):
    answer = give(cast, health=4)
    corrected(cast, answer, health=1)
    concern = open_of(cast)
    assert (concern.kinds, concern.lapsed_on) == ([FELL], None)
    corrected(cast, answer, health=4)
    concern.refresh_from_db()
    assert (concern.kinds, concern.lapsed_on) == ([FELL], today())
    corrected(cast, answer, health=1, satisfaction=0)
    concern.refresh_from_db()
    assert (concern.kinds, concern.lapsed_on) == ([FELL, LESS], None)
    occasions = Notice.objects.filter(kind="concern", about=concern.pk).values_list("occasion", flat=True)
    assert sorted(occasions) == ["raised-1", "raised-3"]
    assert Concern.objects.filter(answer__follow_up=cast.follow_up).count() == 1


def test_what_is_new_after_the_talk_is_to_be_talked_about(cast):
    answer = give(cast, health=1)
    talked_about(open_of(cast), by=cast.koordinator, talked_on=today(), note="Vi talte")
    corrected(cast, answer, health=1, note="Kun en tilføjelse")
    assert open_of(cast).talked_note == "Vi talte"
    corrected(cast, answer, health=1, satisfaction=0)
    concern = open_of(cast)
    assert (concern.kinds, concern.talked_on, concern.talked_note) == ([FELL, LESS], None, "")
    assert "Vi talte" in set(concern.history.values_list("talked_note", flat=True))


def test_correcting_the_answer_before_takes_the_fall_away(cast):
    give(cast, health=2)
    corrected(cast, cast.first_answer, health=3, satisfaction=6)
    assert open_of(cast).lapsed_on == today()


def test_an_answer_that_was_overtaken_raises_nothing_new(cast):
    give(cast, health=3)
    second = cast.not_relevant
    second.not_relevant, second.not_relevant_note, second.ended_on = "", "", None
    saved(second)
    day = second.due_on
    answers.answer_round(second, by=cast.koordinator, **told(health=1, answered_on=day))
    assert not Concern.objects.filter(answer__follow_up=second).exists()


def test_what_was_entered_of_before_is_not_news(cast):
    someone = citizens.citizen(cast.programme, included_on=today() - timedelta(days=300))
    citizens.place(someone, cast.koordinator, "coordinator")
    citizens.participation(someone, cast.koordinator, given_on=someone.included_on)
    course = followups.course(someone, first_round=3)
    told_then = told(health=1, who5=[0, 0, 0, 0, 0], answered_on=someone.included_on)
    answers.enter_earlier(course, by=cast.koordinator, number=0, **told_then)
    assert not Concern.objects.filter(answer__follow_up__citizen=someone).exists()


def judged(concern: Concern) -> Any:
    keys = [(row.about, row.occasion) for row in Notice.objects.filter(kind="concern", about=concern.pk)]
    return CONCERN.judge(keys, timezone.now())


def test_told_to_who_coordinates_now_and_no_word_of_the_answer(cast):
    give(cast, health=1)
    concern = open_of(cast)
    [told_now] = judged(concern).values()
    assert told_now.recipients == (cast.koordinator.pk,)
    with translation.override("da"):
        assert str(told_now.line) == "Der er noget i den seneste opfølgning at tale om."
    assert (told_now.reference, told_now.path) == ("4711", reverse("followups:rounds", args=[cast.peter.pk]))
    talked_about(concern, by=cast.koordinator, talked_on=today())
    assert judged(concern) == {}


def test_raised_twice_before_the_mail_is_said_once(cast):
    answer = give(cast, health=1)
    corrected(cast, answer, health=1, satisfaction=0)
    concern = open_of(cast)
    assert Notice.objects.filter(kind="concern", about=concern.pk).count() == 2
    assert [occasion for _about, occasion in judged(concern)] == ["raised-2"]


def test_nobody_is_told_when_taking_part_is_withdrawn(cast):
    give(cast, health=1)
    cast.participation.withdrawn_on, cast.participation.withdrawn_by = today(), "Peter"
    cast.participation.withdrawn_how = "phone"
    saved(cast.participation)
    assert judged(open_of(cast)) == {}


@pytest.mark.parametrize(("days", "field"), [(1, "talked_on"), (-3, "talked_on")])
def test_the_day_of_the_talk(cast, days, field):
    give(cast, health=1)
    with pytest.raises(Refused) as refused:
        talked_about(open_of(cast), by=cast.koordinator, talked_on=today() + timedelta(days=days))
    assert refused.value.field == field
    assert open_of(cast).talked_on is None


def talk_url(cast: Cast) -> str:
    return reverse("followups:talked", args=[cast.peter.pk, cast.follow_up.pk])


def test_from_the_front_page_to_the_talk(cast, client_of):
    give(cast, health=1)
    client = client_of(cast.koordinator)
    tab = reverse("followups:rounds", args=[cast.peter.pk])
    home = client.get("/")
    assert tab in [row.url for row in home.context["concerns"]]
    assert "Selvvurderet helbred er faldet" not in home.content.decode()
    page = client.get(tab).content.decode()
    assert "Selvvurderet helbred er faldet to trin eller mere" in page and talk_url(cast) in page
    late = client.post(talk_url(cast), {"talked_on": (today() + timedelta(days=1)).isoformat(), "note": "Gik tur"})
    assert late.status_code == 422
    assert "Gik tur" in late.content.decode() and set(late.context["form"].errors) == {"talked_on"}
    answer = client.post(talk_url(cast), {"talked_on": today().isoformat(), "note": "Gik tur"})
    assert (answer.status_code, answer["Location"]) == (302, tab)
    assert open_of(cast).talked_note == "Gik tur"
    assert talk_url(cast) not in client.get(tab).content.decode()
    shown = client.get(reverse("followups:shown", args=[cast.peter.pk, cast.follow_up.pk])).content.decode()
    assert "Gik tur" in shown
    again = client.post(talk_url(cast), {"talked_on": today().isoformat(), "note": "Noget andet"})
    assert again.status_code == 422 and "Noget andet" in again.content.decode()
    assert open_of(cast).talked_note == "Gik tur"


def test_the_lead_reads_it_and_nobody_else_does(cast, client_of):
    give(cast, health=1)
    tab = reverse("followups:rounds", args=[cast.peter.pk])
    lead = client_of(cast.projektleder)
    assert "at tale om" in lead.get(tab).content.decode()
    assert lead.get(talk_url(cast)).status_code == 403
    doctor = client_of(cast.laege)
    assert "at tale om" not in doctor.get(tab).content.decode()
    assert doctor.get(talk_url(cast)).status_code == 403
    for name in ("rusmiddel", "jobcenter", "koordinator2", "analytiker", "admin"):
        assert client_of(cast.user(name)).get(talk_url(cast)).status_code == 404, name


def test_the_history_tells_the_team_and_nobody_else(cast, client_of):
    give(cast, health=1)
    talked_about(open_of(cast), by=cast.koordinator, talked_on=today(), note="Gik en tur")
    url = reverse("overview:timeline", args=[cast.peter.pk])
    text = client_of(cast.koordinator).get(url, {"slags": "follow-up"}).content.decode()
    assert "Selvvurderet helbred er faldet" in text and "Gik en tur" in text
    for name in ("laege", "rusmiddel"):
        closed = client_of(cast.user(name)).get(url, {"slags": "follow-up"}).content.decode()
        assert "Selvvurderet helbred er faldet" not in closed and "Gik en tur" not in closed


def test_the_mail_carries_the_case_reference_and_nothing_of_the_answer(cast, mailoutbox):
    give(cast, health=1, note="Har det skidt")
    with as_owner():
        cast.koordinator.email = "kirsten@eksempel.invalid"
        cast.koordinator.save()
    morning = datetime.combine(workday(today() + timedelta(days=1)), time(9), tzinfo=COPENHAGEN)
    sweep({CONCERN.name: CONCERN}, addressees, morning)
    [mail] = [mail for mail in mailoutbox if mail.to == ["kirsten@eksempel.invalid"]]
    text = " ".join(f"{mail.subject} {mail.body}".split())
    assert "4711" in text and "Der er noget i den seneste opfølgning at tale om." in text
    for word in ("Peter", "Pilegaard", "helbred", "Har det skidt", cast.peter.cpr[:6]):
        assert word not in text, word
