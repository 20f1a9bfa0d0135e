"""Starting, activating, raising and closing a plan, and the last step of the enrolment."""

from datetime import timedelta

import pytest
from django.urls import reverse

from citizens.enums import TRACKS, Part
from citizens.models import CareTeamMember, Consent, Referral, Signpost
from core.attribution import attributed_to
from core.dates import add_months, today
from core.models import Refused
from plans.models import Plan
from tests.factories import citizens as make_citizens
from tests.factories import plans as make_plans
from tests.factories import tracks as make
from tracks import actions
from tracks.models import Goal, Intervention, Track
from tracks.queries import activation_gaps

pytestmark = pytest.mark.django_db


def store(row, by, **values):
    for name, value in values.items():
        setattr(row, name, value)
    with attributed_to(by):
        row.save()
    return row


@pytest.fixture
def ready(cast):
    """A draft that lacks nothing, of a citizen who takes part and has a coordinator."""
    citizen = make_citizens.citizen(
        cast.programme, "Klara", "Klarsen", stage="included", included_on=today() - timedelta(days=3)
    )
    make_citizens.place(citizen, cast.koordinator, "coordinator")
    make_citizens.participation(citizen, cast.koordinator)
    plan = make_plans.plan(
        citizen, next_meeting_on=today() + timedelta(days=60), not_accepted_reason="Borgeren er indlagt"
    )
    goal = make.goal(make.track(plan, Part.SOCIAL), "Et hjem")
    own = CareTeamMember.objects.get(citizen=citizen)
    make.intervention(goal.track, "Finde bolig", own, goal)
    return plan


def urls(plan):
    plan.refresh_from_db()
    return [gap.url for gap in activation_gaps(plan)]


def test_a_plan_that_lacks_nothing_becomes_active(cast, ready, client_of):
    assert urls(ready) == []
    answer = client_of(cast.koordinator).post(reverse("tracks:activate", args=[ready.pk]))
    ready.refresh_from_db()
    assert (answer.status_code, ready.state, ready.valid_from) == (302, "active", today())
    assert Signpost.objects.get(citizen=ready.citizen).plan_state == "active"


def test_without_a_valid_participation_consent(cast, ready):
    consent = Consent.objects.get(citizen=ready.citizen, kind="participation")
    store(consent, cast.koordinator, withdrawn_on=today(), withdrawn_by="Klara", withdrawn_how="phone")
    assert urls(ready) == [reverse("citizens:enrol_consent", args=[ready.citizen_id])]


def test_without_a_coordinator_today(cast, ready):
    place = CareTeamMember.objects.get(citizen=ready.citizen)
    store(place, cast.koordinator, ends_on=today())
    nobody = Intervention.objects.get(track__plan=ready)
    assert urls(ready) == [
        reverse("citizens:network", args=[ready.citizen_id]),
        reverse("tracks:intervention_edit", args=[nobody.pk]),  # the only one who answered is gone with the place
    ]


def test_without_an_open_goal(cast, ready):
    goal = Goal.objects.get(track__plan=ready)
    store(goal, cast.koordinator, status="reached", ended_on=today())
    assert [url.split("#")[0] for url in urls(ready)] == [reverse("overview:plan", args=[ready.citizen_id])]


def test_every_prioritised_open_intervention_without_responsible_is_named(cast, ready):
    track = make.track(ready, Part.SOMATIC)
    missing = [make.intervention(track, text) for text in ("Lungekursus", "Tandlæge")]
    make.intervention(track, "Senere", prioritised=False)
    make.intervention(track, "Sket", status="done")
    assert urls(ready) == [reverse("tracks:intervention_edit", args=[row.pk]) for row in missing]
    texts = [gap.text for gap in activation_gaps(ready)]
    assert ["Lungekursus" in texts[0], "Tandlæge" in texts[1]] == [True, True]


@pytest.mark.parametrize(
    ("day", "missing"),
    [
        (None, True),
        (today() - timedelta(days=1), True),
        (today(), False),
        (add_months(today(), 6), False),
        (add_months(today(), 6) + timedelta(days=1), True),
    ],
)
def test_the_next_meeting_lies_ahead_and_within_six_months(cast, ready, day, missing):
    store(ready, cast.koordinator, next_meeting_on=day)
    where = reverse("meetings:meetings", args=[ready.citizen_id]) if day else reverse("meetings:add", args=[ready.pk])
    assert urls(ready) == ([where] if missing else [])


def test_acceptance_or_the_reason_why_not_yet(cast, ready):
    store(ready, cast.koordinator, not_accepted_reason="")
    assert urls(ready) == [reverse("plans:acceptance", args=[ready.pk])]
    store(ready, cast.koordinator, acceptance="accepted", accepted_on=today())
    assert urls(ready) == []


def test_activation_with_gaps_changes_nothing_and_links_to_each(cast, ready, client_of):
    store(ready, cast.koordinator, next_meeting_on=None, not_accepted_reason="")
    answer = client_of(cast.koordinator).post(reverse("tracks:activate", args=[ready.pk]))
    ready.refresh_from_db()
    assert (answer.status_code, ready.state, ready.valid_from) == (422, "draft", None)
    for url in (reverse("meetings:add", args=[ready.pk]), reverse("plans:acceptance", args=[ready.pk])):
        assert f'href="{url}"' in answer.text
    with pytest.raises(actions.NotReady) as said:
        actions.activate(ready, by=cast.koordinator)
    assert len(said.value.gaps) == 2


def test_closing_asks_for_a_reason_and_a_summary(cast, client_of):
    client, url = client_of(cast.projektleder), reverse("tracks:close", args=[cast.plan.pk])
    assert "Peter" in client.get(url).text
    bare = client.post(url, {"revision": cast.plan.revision})
    cast.plan.refresh_from_db()
    assert (bare.status_code, cast.plan.state) == (422, "active")
    assert sorted(bare.context["form"].errors) == ["closed_because", "closing_summary"]
    told = {"closed_because": "moved", "closing_summary": "Flyttet til Odense", "revision": cast.plan.revision}
    assert client.post(url, told).status_code == 302
    cast.plan.refresh_from_db()
    assert (cast.plan.state, cast.plan.closed_on, cast.plan.closed_because) == ("closed", today(), "moved")
    assert client.post(url, told).status_code == 403
    assert client_of(cast.jobcenter).get(url).status_code in (403, 404)


def test_a_version_rises_by_an_explicit_act_with_its_note(cast, client_of):
    client, url = client_of(cast.koordinator), reverse("tracks:new_version", args=[cast.plan.pk])
    before = cast.plan.version
    assert client.post(url, {"note": ""}).status_code == 422
    assert client.post(url, {"note": "Gennemgået på mødet"}).status_code == 302
    cast.plan.refresh_from_db()
    assert (cast.plan.version, cast.plan.versions.first().note) == (before + 1, "Gennemgået på mødet")


def test_a_second_plan_is_refused_while_one_is_open(cast):
    with pytest.raises(Refused):
        actions.start_plan(cast.peter, by=cast.koordinator)
    assert Plan.objects.filter(citizen=cast.peter).exclude(state="closed").get() == cast.plan


def test_the_last_step_starts_the_plan_with_its_four_tracks(cast, ready, client_of):
    citizen = make_citizens.citizen(cast.programme, "Nora", "Nysen", stage="included", included_on=today())
    make_citizens.place(citizen, cast.koordinator, "coordinator")
    make_citizens.participation(citizen, cast.koordinator)
    make_citizens.referral(citizen, steps_done=[1, 2, 3, 4])
    client, url = client_of(cast.koordinator), reverse("tracks:enrol_voice", args=[citizen.pk])
    assert client.get(url).status_code == 200
    assert not Plan.objects.filter(citizen=citizen).exists()  # looking starts nothing
    assert client.post(url, {"matters": "Min have"}).status_code == 302
    plan = Plan.objects.get(citizen=citizen)
    assert (plan.matters, plan.state) == ("Min have", "draft")
    assert set(Track.objects.filter(plan=plan).values_list("kind", flat=True)) == {str(kind) for kind in TRACKS}
    assert Referral.objects.get(citizen=citizen).steps_done == [1, 2, 3, 4, 5]
    again = client.post(url, {"matters": "Min have og min hund", "revision": plan.revision})
    plan.refresh_from_db()
    assert (again.status_code, plan.matters) == (302, "Min have og min hund")
