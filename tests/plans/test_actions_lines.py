"""The lists of a plan: order, removal, and what is refused."""

import uuid

import pytest

from citizens.enums import Part
from core.models import Refused, Stale
from plans import actions
from plans.models import Agreement, Challenge, CrisisContact, CrisisPlan
from plans.queries import standing
from tests.factories import citizens, plans


@pytest.fixture
def plan(cast):
    return actions.create_plan(citizens.citizen(cast.programme), by=cast.koordinator)


@pytest.fixture
def three(cast, plan):
    return [
        actions.add_line(Challenge, plan, by=cast.koordinator, text=text, tracks=["social"]) for text in ("a", "b", "c")
    ]


def texts(plan):
    return [row.text for row in standing(Challenge, plan)]


def test_up_down_and_the_ends(cast, plan, three):
    actions.move_line(three[2], by=cast.koordinator, way="up")
    assert texts(plan) == ["a", "c", "b"]
    actions.move_line(three[0], by=cast.koordinator, way="down")
    assert texts(plan) == ["c", "a", "b"]
    history = Challenge.history.count()
    actions.move_line(three[2], by=cast.koordinator, way="up")
    assert (texts(plan), Challenge.history.count()) == (["c", "a", "b"], history)


def test_an_order_names_each_line_once(cast, plan, three):
    a, b, c = [row.pk for row in three]
    actions.order_lines(Challenge, plan, by=cast.koordinator, order=[c, a, b])
    assert texts(plan) == ["c", "a", "b"]
    for wrong in ([a, b], [a, b, b], [a, b, uuid.uuid4()], [], [a, b, c, cast.challenges[Part.SOCIAL].pk]):
        with pytest.raises(Refused):
            actions.order_lines(Challenge, plan, by=cast.koordinator, order=wrong)
    assert texts(plan) == ["c", "a", "b"]


def test_removed_stays_in_the_history_and_cannot_be_changed(cast, plan, three):
    actions.remove_line(three[1], by=cast.koordinator)
    assert texts(plan) == ["a", "c"]
    row = Challenge.objects.get(pk=three[1].pk)
    assert (row.text, row.removed) == ("b", True)
    with pytest.raises(Refused):
        actions.change_line(row, by=cast.koordinator, revision=row.revision, text="x")


def test_a_stale_change_changes_nothing(cast, three):
    opened = three[0].revision
    actions.change_line(three[0], by=cast.koordinator, revision=opened, text="først")
    with pytest.raises(Stale):
        actions.change_line(three[0], by=cast.koordinator, revision=opened, text="sidst")
    assert Challenge.objects.get(pk=three[0].pk).text == "først"


def test_the_first_contact_makes_the_crisis_plan(cast, plan):
    first = actions.add_line(CrisisContact, plan, by=cast.koordinator, name="Ruth", phone="1")
    second = actions.add_line(CrisisContact, plan, by=cast.koordinator, name="Vagt", phone="2")
    assert CrisisPlan.objects.filter(plan=plan).count() == 1
    actions.move_line(second, by=cast.koordinator, way="up")
    assert [row.pk for row in standing(CrisisContact, plan)] == [second.pk, first.pk]


def test_an_agreement_is_kept_and_opened_again(cast):
    kept = actions.mark_done(cast.agreement, by=cast.koordinator, done=True)
    assert kept.done_on is not None
    assert actions.mark_done(kept, by=cast.koordinator, done=False).done_on is None


def test_nothing_is_added_to_a_closed_plan(cast):
    with pytest.raises(Refused):
        actions.add_line(Agreement, cast.closed_plan, by=cast.koordinator, text="x", who="y")
    assert Agreement.objects.filter(plan=cast.closed_plan).count() == 0


def test_a_prompt_of_another_programme_is_refused(cast):
    other = plans.prompt(cast.second_programme)
    with pytest.raises(Refused):
        actions.answer_prompt(cast.plan, other, by=cast.koordinator, revision=None, reply="yes")
