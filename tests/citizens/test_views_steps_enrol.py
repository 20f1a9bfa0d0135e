"""Steps 1 and 2: leave and come back, the screening's result, the override, the end and the beginning again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from citizens import actions
from citizens.enums import Answer, CriterionKind, ScreeningResult, Stage
from citizens.models import Citizen, Referral, Screening, ScreeningAnswer
from core.dates import today
from core.models import Refused, Stale
from tests.cast import Cast
from tests.factories import citizens

ANSWERED = (CriterionKind.RESIDENCE, CriterionKind.AGE)
GOOD = {CriterionKind.ANY_OF: Answer.YES, CriterionKind.REQUIRED: Answer.YES, CriterionKind.EXCLUDES: Answer.NO}


def url(name: str, citizen: Citizen) -> str:
    return reverse(f"citizens:{name}", args=[citizen.pk])


def given(cast: Cast, **change: Answer) -> dict[Any, tuple[str, str]]:
    """Answers that meet the criteria, for `record_screening`; `change` by kind (excludes=Answer.YES)."""
    wanted = {**GOOD, **{CriterionKind(kind.replace("_", "-")): answer for kind, answer in change.items()}}
    return {row.pk: (wanted[row.kind], "") for row in cast.criteria if row.kind not in ANSWERED}


def typed(cast: Cast, revision: Any = 0, note: str = "", **change: Answer) -> dict[str, str]:
    rows = given(cast, **change)
    data = {f"answer_{key}": str(answer) for key, (answer, _note) in rows.items()}
    return {**data, **{f"note_{key}": note for key in rows}, "revision": str(revision)}


@pytest.fixture
def client(cast: Cast, client_of: Any) -> Any:
    return client_of(cast.koordinator)


def stored(citizen: Citizen) -> tuple[Any, ...]:
    """Everything this page could change."""
    fresh = Citizen.objects.get(pk=citizen.pk)
    screening = Screening.objects.filter(citizen=citizen).first()
    answers = ScreeningAnswer.objects.filter(screening=screening).count()
    steps = Referral.objects.get(citizen=citizen).steps_done
    return fresh.stage, fresh.revision, screening and (screening.result, screening.revision), answers, steps


def test_leave_and_come_back_to_the_first_step_that_is_not_done(cast: Cast, client: Any) -> None:
    assert client.get(url("detail", cast.rita)).url == url("enrol_screening", cast.rita)
    assert client.post(url("enrol_screening", cast.rita), typed(cast)).url == url("enrol_consent", cast.rita)
    assert client.get(url("detail", cast.rita)).url == url("enrol_consent", cast.rita)
    page = client.get(url("enrol_screening", cast.rita))
    steps = [(step["done"], step["current"], bool(step["url"])) for step in page.context["steps"]]
    assert steps == [
        (True, False, True),
        (True, True, True),
        (False, False, True),
        (False, False, False),
        (False, False, False),
    ]


def test_an_included_citizen_begins_at_the_plan(cast: Cast, client: Any, client_of: Any) -> None:
    plan = reverse("overview:plan", args=[cast.peter.pk])
    assert client.get(url("detail", cast.peter)).url == plan
    assert client_of(cast.jobcenter).get(url("detail", cast.peter)).url == plan


def test_included_but_left_before_the_network(cast: Cast, client: Any) -> None:
    for step in (2, 3):
        actions.mark_step(cast.rita, step, cast.koordinator)
    actions.record_screening(cast.rita, by=cast.koordinator, revision=None, answers=given(cast))
    citizens.participation(cast.rita, cast.koordinator)
    assert actions.include(cast.rita, cast.koordinator).stage == Stage.INCLUDED
    assert client.get(url("detail", cast.rita)).url == url("enrol_network", cast.rita)


@pytest.mark.parametrize(
    ("change", "result", "steps"),
    [
        ({}, ScreeningResult.MEETS, [1, 2]),
        ({"excludes": Answer.YES}, ScreeningResult.NOT_MET, [1]),
        ({"any_of": Answer.NO}, ScreeningResult.NOT_MET, [1]),
        ({"required": Answer.UNKNOWN}, ScreeningResult.MISSING, [1]),
    ],
)
def test_result_is_stored_with_reasons(cast: Cast, client: Any, change: Any, result: Any, steps: list[int]) -> None:
    answer = client.post(url("enrol_screening", cast.rita), typed(cast, note="Set på stuen", **change))
    assert answer.status_code == 302
    screening = Screening.objects.get(citizen=cast.rita)
    assert (screening.result, screening.screened_on, bool(screening.reasons)) == (result, today(), bool(change))
    assert ScreeningAnswer.objects.filter(screening=screening).count() == len(cast.criteria)
    automatic = screening.answers.filter(criterion__kind__in=ANSWERED).order_by("criterion__position")
    assert [row.answer for row in automatic] == [Answer.YES, Answer.YES]
    assert Referral.objects.get(citizen=cast.rita).steps_done == steps
    shown = client.get(url("enrol_screening", cast.rita)).content.decode()
    assert "Set på stuen" in shown
    for reason in screening.reasons:
        assert reason["text"].split(" · ")[0] in shown


def test_a_screening_that_no_longer_passes_takes_the_tick_away(cast: Cast) -> None:
    first = actions.record_screening(cast.rita, by=cast.koordinator, revision=None, answers=given(cast))
    again = given(cast, excludes=Answer.YES)
    actions.record_screening(cast.rita, by=cast.koordinator, revision=first.revision, answers=again)
    assert Referral.objects.get(citizen=cast.rita).steps_done == [1]


def test_only_changed_answers_are_saved_again(cast: Cast) -> None:
    first = actions.record_screening(cast.rita, by=cast.koordinator, revision=None, answers=given(cast))
    actions.record_screening(cast.rita, by=cast.koordinator, revision=first.revision, answers=given(cast))
    assert set(first.answers.order_by("id").values_list("revision", flat=True)) == {1}


def test_two_tabs(cast: Cast, client: Any) -> None:
    actions.record_screening(cast.rita, by=cast.koordinator, revision=None, answers=given(cast))
    before = stored(cast.rita)
    late = client.post(url("enrol_screening", cast.rita), typed(cast, note="min note", excludes=Answer.YES))
    assert late.status_code == 422 and "min note" in late.content.decode()
    assert any(name.startswith("answer_") for name in late.context["form"].errors)
    assert stored(cast.rita) == before
    revision = late.context["form"].data["revision"]
    assert client.post(url("enrol_screening", cast.rita), typed(cast, revision=revision)).status_code == 302
    with pytest.raises(Stale):
        actions.record_screening(cast.rita, by=cast.koordinator, revision=None, answers=given(cast))


@pytest.mark.parametrize("bad", ["", "måske", "yes\x00", "😀", "<script>", "x" * 1_000_000])
def test_bad_answers_change_nothing(cast: Cast, client: Any, bad: str) -> None:
    before, data = stored(cast.rita), typed(cast, note="Huskes")
    name = next(key for key in data if key.startswith("answer_"))
    answer = client.post(url("enrol_screening", cast.rita), {**data, name: bad})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [name])
    assert "Huskes" in answer.content.decode()
    assert stored(cast.rita) == before


@pytest.mark.parametrize("bad", ["note\x00", "x" * 201, "x" * 1_000_000, "Det er 010180-1234"])
def test_bad_notes_change_nothing(cast: Cast, client: Any, bad: str) -> None:
    before = stored(cast.rita)
    data = typed(cast)
    name = next(key for key in data if key.startswith("note_"))
    answer = client.post(url("enrol_screening", cast.rita), {**data, name: bad})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [name])
    assert stored(cast.rita) == before


def test_override_needs_a_reason_and_something_to_override(cast: Cast, client: Any) -> None:
    for when in ("before", "met"):
        answer = client.post(url("override", cast.rita), {"reason": "Lægen beder om det"})
        assert answer.status_code == 422, when
        Screening.objects.filter(citizen=cast.rita).exists() or actions.record_screening(
            cast.rita, by=cast.koordinator, revision=None, answers=given(cast)
        )
    screening = Screening.objects.get(citizen=cast.rita)
    actions.record_screening(
        cast.rita, by=cast.koordinator, revision=screening.revision, answers=given(cast, excludes=Answer.YES)
    )
    before = stored(cast.rita)
    assert client.post(url("override", cast.rita), {"reason": " "}).status_code == 422
    assert stored(cast.rita) == before
    reason = "Borgeren har bedt om det, og lægen er enig. " * 5
    assert client.post(url("override", cast.rita), {"reason": reason}).url == url("enrol_consent", cast.rita)
    screening.refresh_from_db()
    assert (screening.overridden, screening.passed, screening.override_reason) == (True, True, reason.strip())
    assert Referral.objects.get(citizen=cast.rita).steps_done == [1, 2]


def test_not_included_and_taken_up_again(cast: Cast, client: Any) -> None:
    assert client.post(url("exclude", cast.rita), {"reason": ""}).status_code == 422
    assert Citizen.objects.get(pk=cast.rita.pk).stage == Stage.REFERRED
    assert client.post(url("exclude", cast.rita), {"reason": "Ønsker det ikke"}).url == url("referral", cast.rita)
    assert Citizen.objects.get(pk=cast.rita.pk).stage == Stage.EXCLUDED
    # Not the next step's form: it could only be refused. The screening offers to take the enrolment up again.
    assert client.get(url("detail", cast.rita)).url == url("enrol_screening", cast.rita)
    assert url("reopen", cast.rita) in client.get(url("enrol_screening", cast.rita)).content.decode()
    shown = client.get(url("enrol_screening", cast.rita)).content.decode()
    assert "Ønsker det ikke" in shown
    assert client.post(url("enrol_screening", cast.rita), typed(cast)).status_code == 422
    assert client.post(url("exclude", cast.rita), {"reason": "Igen"}).status_code == 422
    assert client.post(url("reopen", cast.rita)).url == url("enrol_screening", cast.rita)
    assert Citizen.objects.get(pk=cast.rita.pk).stage == Stage.REFERRED
    assert client.post(url("reopen", cast.rita)).status_code == 422
    assert "Ønsker det ikke" not in client.get(url("enrol_screening", cast.rita)).content.decode()


def test_an_included_citizen_is_neither_screened_nor_ended_here(cast: Cast, client: Any) -> None:
    before = Citizen.objects.get(pk=cast.peter.pk).revision
    for name, data in (("exclude", {"reason": "x"}), ("override", {"reason": "x"}), ("reopen", {})):
        assert client.post(url(name, cast.peter), data).status_code == 422
    with pytest.raises(Refused):
        actions.record_screening(cast.peter, by=cast.koordinator, revision=None, answers=given(cast))
    assert Citizen.objects.get(pk=cast.peter.pk).revision == before


def test_inclusion_needs_screening_and_consent_in_either_order(cast: Cast) -> None:
    with pytest.raises(Refused):
        actions.include(cast.rita, cast.koordinator)
    actions.record_screening(cast.rita, by=cast.koordinator, revision=None, answers=given(cast))
    with pytest.raises(Refused):
        actions.include(cast.rita, cast.koordinator)
    assert actions.include_when_ready(cast.rita, cast.koordinator) is False
    citizens.participation(cast.rita, cast.koordinator, given_on=today())
    included = actions.include(cast.rita, cast.koordinator)
    assert (included.stage, included.included_on) == (Stage.INCLUDED, today())
    assert actions.include(cast.rita, cast.koordinator).revision == included.revision


def test_a_screening_after_the_consent_includes(cast: Cast) -> None:
    citizens.participation(cast.rita, cast.koordinator, given_on=today())
    actions.record_screening(cast.rita, by=cast.koordinator, revision=None, answers=given(cast))
    assert Citizen.objects.get(pk=cast.rita.pk).stage == Stage.INCLUDED


def test_a_withdrawn_consent_includes_nobody(cast: Cast) -> None:
    actions.record_screening(cast.rita, by=cast.koordinator, revision=None, answers=given(cast))
    fields = {"withdrawn_on": today(), "withdrawn_by": "Borgeren", "withdrawn_how": "phone"}
    citizens.participation(cast.rita, cast.koordinator, given_on=today() - timedelta(days=1), **fields)
    with pytest.raises(Refused):
        actions.include(cast.rita, cast.koordinator)
    assert Citizen.objects.get(pk=cast.rita.pk).stage == Stage.REFERRED
