"""What an intervention may hold, said by the field; and that two people at once lose nothing."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from citizens.enums import Part
from core.attribution import attributed_to
from core.dates import today
from core.models import Refused, Stale
from tests.factories import citizens as make_citizens
from tests.factories import tracks as make
from tracks import actions
from tracks.models import Goal, Intervention

pytestmark = pytest.mark.django_db


def refused(act, *args, **values):
    with pytest.raises(Refused) as said:
        act(*args, **values)
    return said.value.field


def member(place):
    return {"responsible_kind": "member", "responsible_member": place}


def test_a_goal_of_another_track_is_refused_by_the_field_and_by_the_database(cast):
    track, foreign = cast.tracks[Part.SOCIAL], cast.goals[Part.SOMATIC]
    count = Intervention.objects.count()
    assert refused(actions.add_intervention, track, by=cast.koordinator, text="Nej", goal=foreign) == "goal"
    assert refused(actions.add_goal, track, by=cast.koordinator, text="Nej", parent=foreign) == "parent"
    for row in (Intervention(track=track, text="Nej", goal=foreign), Goal(track=track, text="Nej", parent=foreign)):
        with pytest.raises(IntegrityError), transaction.atomic(), attributed_to(cast.koordinator):
            row.save()
            with connection.cursor() as cursor:
                cursor.execute("set constraints all immediate")
    assert Intervention.objects.count() == count


def test_the_form_says_it_by_the_field_too(cast, client_of):
    track, foreign = cast.tracks[Part.SOCIAL], cast.goals[Part.SOMATIC]
    answer = client_of(cast.koordinator).post(
        reverse("tracks:intervention_add", args=[track.pk]),
        {"text": "Nej", "area": "other", "goal": foreign.pk},
        headers={"HX-Request": "true"},
    )
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["goal"])
    days = {"starts_on": "2026-11-02", "deadline": "2026-11-01", "responsible": "citizen"}
    answer = client_of(cast.koordinator).post(
        reverse("tracks:intervention_add", args=[track.pk]), {"text": "Nej", "area": "other", **days}
    )
    assert answer.context["form"].errors == {"deadline": ["Fristen ligger før starten."]}
    assert not Intervention.objects.filter(text="Nej").exists()


def test_who_answers_must_be_able_to_read_the_track(cast):
    act = lambda kind, place: refused(  # noqa: E731
        actions.add_intervention, cast.tracks[kind], by=cast.koordinator, text="Ny", **member(place)
    )
    assert act(Part.PSYCHIATRY, cast.places["jobcenter"]) == "responsible"
    thomas = next(place for name, place in cast.places.items() if name.startswith("thomas/"))
    assert act(Part.SOCIAL, thomas) == "responsible"
    row = actions.add_intervention(
        cast.tracks[Part.SOCIAL], by=cast.koordinator, text="Ny", **member(cast.places["jobcenter"])
    )
    assert row.responsible_member == cast.places["jobcenter"]
    without_login = cast.places["home_nursing"]
    row = actions.add_intervention(
        cast.tracks[Part.PSYCHIATRY], by=cast.koordinator, text="Ny", **member(without_login)
    )
    assert row.responsible_member == without_login


def test_an_ended_place_is_offered_no_more_and_refused(cast):
    place = cast.places["jobcenter"]
    place.ends_on = today()
    with attributed_to(cast.koordinator):
        place.save()
    field = refused(actions.add_intervention, cast.tracks[Part.SOCIAL], by=cast.koordinator, text="Ny", **member(place))
    assert field == "responsible"
    kept = Intervention.objects.get(pk=cast.interventions[Part.SOCIAL].pk)
    assert kept.ownerless


def test_a_prioritised_intervention_of_an_active_plan_has_somebody_who_answers(cast):
    row, track = cast.interventions[Part.SOCIAL], cast.tracks[Part.SOCIAL]
    nobody = {"responsible_kind": "", "responsible_member": None}
    field = refused(
        actions.change_intervention, row, by=cast.koordinator, revision=row.revision, prioritised=True, **nobody
    )
    assert field == "responsible"
    assert refused(actions.add_intervention, track, by=cast.koordinator, text="Ny", prioritised=True) == "responsible"
    assert actions.add_intervention(track, by=cast.koordinator, text="Ny", prioritised=False).ownerless
    done = actions.change_intervention(
        row, by=cast.koordinator, revision=row.revision, prioritised=True, status="done", **nobody
    )
    assert (done.status, done.ended_on) == ("done", today())


def test_dates_function_relative_and_paragraph_are_judged_by_their_fields(cast):
    track, day = cast.tracks[Part.SOCIAL], today()
    add = lambda **values: refused(  # noqa: E731
        actions.add_intervention, track, by=cast.koordinator, text="Ny", prioritised=False, **values
    )
    assert add(starts_on=day, deadline=day - timedelta(days=1)) == "deadline"
    assert add(responsible_kind="function", responsible_organisation=cast.workplaces["team"]) == "responsible_function"
    assert add(responsible_kind="function", responsible_function="vagthavende") == "responsible_organisation"
    stranger = make_citizens.relative(make_citizens.citizen(cast.programme))
    assert add(responsible_kind="relative", relative=stranger) == "responsible"
    assert add(legal_basis=cast.legal_bases[Part.SOMATIC]) == "legal_basis"
    assert add(status="stopped") == "ended_reason"
    same_day = actions.add_intervention(
        track, by=cast.koordinator, text="Ny", prioritised=False, starts_on=day, deadline=day
    )
    assert same_day.deadline == day


def test_a_closed_plan_takes_nothing(cast):
    old = make.track(cast.closed_plan, Part.SOCIAL)
    with pytest.raises(Refused):
        actions.add_goal(old, by=cast.koordinator, text="Nej")
    with pytest.raises(Refused):
        actions.comment(old, by=cast.koordinator, text="Nej")
    assert not Goal.objects.filter(track=old).exists()


def post(client, row, **values):
    form = client.get(reverse("tracks:intervention_edit", args=[row.pk])).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    data = {name: "on" if value is True else value for name, value in data.items()}
    return client.post(reverse("tracks:intervention_edit", args=[row.pk]), {**data, **values})


def test_two_tabs_same_field_shows_both_and_saves_nothing(cast, client_of):
    row, client = cast.interventions[Part.SOCIAL], client_of(cast.koordinator)
    stale = row.revision
    assert post(client, row, text="Først").status_code == 302
    answer = post(client, row, text="Derefter", revision=stale)
    row.refresh_from_db()
    assert (answer.status_code, row.text) == (422, "Først")
    conflict = answer.context["form"].conflicts[0]
    assert (conflict.name, conflict.theirs, conflict.mine) == ("text", "Først", "Derefter")
    again = post(client, row, text="Derefter", revision=answer.context["form"].data["revision"])
    row.refresh_from_db()
    assert (again.status_code, row.text) == (302, "Derefter")


def test_two_tabs_different_fields_keep_both(cast, client_of):
    row = make.intervention(cast.tracks[Part.SOCIAL], "Som den var", cast.places["jobcenter"])
    client, stale, before = client_of(cast.koordinator), row.revision, row.text
    post(client, row, responsible=f"member:{cast.places['koordinator'].pk}")
    answer = post(client, row, text="Ny tekst", responsible=f"member:{cast.places['jobcenter'].pk}", revision=stale)
    form = answer.context["form"]
    assert (answer.status_code, form.conflicts) == (422, [])
    assert (form["text"].value(), form["responsible"].value()) == (
        "Ny tekst",
        f"member:{cast.places['koordinator'].pk}",
    )
    row.refresh_from_db()
    assert row.text == before
    assert client.post(reverse("tracks:intervention_edit", args=[row.pk]), form.data).status_code == 302
    row.refresh_from_db()
    assert (row.text, row.responsible_member) == ("Ny tekst", cast.places["koordinator"])


def test_two_people_choose_two_responsibles_and_both_are_shown(cast, client_of):
    row, client = cast.interventions[Part.SOCIAL], client_of(cast.koordinator)
    stale = row.revision
    post(client, row, responsible=f"member:{cast.places['koordinator'].pk}")
    answer = post(client, row, responsible="citizen", revision=stale)
    assert [conflict.name for conflict in answer.context["form"].conflicts] == ["responsible"]
    row.refresh_from_db()
    assert row.responsible_member == cast.places["koordinator"]


def test_a_stale_action_changes_nothing(cast):
    goal = cast.goals[Part.SOCIAL]
    actions.change_goal(goal, by=cast.koordinator, revision=goal.revision, text="Et")
    with pytest.raises(Stale):
        actions.change_goal(goal, by=cast.koordinator, revision=goal.revision, text="To")
    goal.refresh_from_db()
    assert goal.text == "Et"


def test_goals_end_with_a_date_and_a_reason_and_can_be_opened_again(cast):
    goal = cast.goals[Part.SOCIAL]
    change = lambda **values: actions.change_goal(  # noqa: E731
        goal, by=cast.koordinator, revision=Goal.objects.get(pk=goal.pk).revision, **values
    )
    with pytest.raises(Refused) as said:
        change(status="dropped")
    assert said.value.field == "ended_reason"
    dropped = change(status="dropped", ended_reason="Borgeren vil noget andet")
    assert (dropped.ended_on, dropped.ended_reason) == (today(), "Borgeren vil noget andet")
    opened = change(status="open")
    assert (opened.ended_on, opened.ended_reason) == (None, "")
    with pytest.raises(Refused) as said:
        actions.add_goal(goal.track, by=cast.koordinator, text="Dybt", parent=cast.subgoals[Part.SOCIAL])
    assert said.value.field == "parent"
