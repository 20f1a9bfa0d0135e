"""Each constraint of the tracks: a row that passes and one that fails, by the database's own word."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from citizens.enums import Part
from core.dates import today
from tests.factories import tracks as make
from tests.factories.accounts import saved
from tracks.models import Goal, Intervention, LogEntry, Track

pytestmark = pytest.mark.django_db

DAY = today()
# Never violated alone: the primary key is stricter. It is what the two composite foreign keys point to.
CARRIERS = {"goal_in_track"}
IN_SQL = {"intervention_goal_of_same_track", "goal_parent_of_same_track"}

Row = Callable[[Any, Track], Any]


def goal(**values: Any) -> Row:
    return lambda cast, track: Goal(track=track, text="Mål", **values)


def work(**values: Any) -> Row:
    return lambda cast, track: Intervention(track=track, text="Indsats", **values)


def answered_by(**values: str) -> Row:
    """Values that name a member of the cast: 'place', 'workplace' or 'relative' become rows."""

    def build(cast: Any, track: Track) -> Intervention:
        rows = {
            "responsible_member": cast.places["jobcenter"],
            "responsible_organisation": cast.workplaces["team"],
        }
        told = {name: rows.get(name, value) for name, value in values.items()}
        return Intervention(track=track, text="Indsats", **told)

    return build


def entry(**values: Any) -> Row:
    def build(cast: Any, track: Track) -> LogEntry:
        told = {"kind": "comment", "tracks": ["social"], "text": "Ord", **values}
        for name in ("goal", "intervention"):
            if name in told:
                told[name] = {"goal": cast.goals, "intervention": cast.interventions}[name][Part.SOCIAL]
        by = cast.koordinator
        return LogEntry(citizen=cast.peter, author=by, author_organisation=by.organisation, **told)

    return build


def own_parent(cast: Any, track: Track) -> Goal:
    row = make.goal(track)
    row.parent = row
    return row


CONTACT = {"kind": "contact", "contact_form": "visit", "contact_on": DAY, "contact_with": "Peter"}

PASS_AND_FAIL: dict[str, tuple[Row, Row]] = {
    "track_once_per_plan": (
        lambda cast, track: track,
        lambda cast, track: Track(plan=track.plan, kind=track.kind),
    ),
    "goal_ended_has_date": (goal(status="reached", ended_on=DAY), goal(status="reached")),
    "goal_dropped_has_reason": (
        goal(status="dropped", ended_on=DAY, ended_reason="Nej"),
        goal(status="dropped", ended_on=DAY),
    ),
    "goal_not_own_parent": (
        lambda cast, track: Goal(track=track, text="Under", parent=cast.goals[Part.SOCIAL]),
        own_parent,
    ),
    "goal_parent_of_same_track": (
        lambda cast, track: Goal(track=track, text="Under", parent=cast.goals[Part.SOCIAL]),
        lambda cast, track: Goal(track=track, text="Under", parent=cast.goals[Part.SOMATIC]),
    ),
    "legal_basis_once": (
        lambda cast, track: make.legal_basis(Part.SOCIAL, "SEL § 999"),
        lambda cast, track: type(cast.legal_bases[Part.SOCIAL])(
            track="social", name=cast.legal_bases[Part.SOCIAL].name
        ),
    ),
    "intervention_deadline_after_start": (
        work(starts_on=DAY, deadline=DAY),
        work(starts_on=DAY, deadline=DAY - timedelta(days=1)),
    ),
    "intervention_one_responsible": (
        answered_by(responsible_kind="member", responsible_member="…"),
        answered_by(responsible_kind="member", responsible_member="…", responsible_function="vagthavende"),
    ),
    "intervention_ended_has_date": (work(status="done", ended_on=DAY), work(status="in-progress", ended_on=DAY)),
    "intervention_stopped_has_reason": (
        work(status="stopped", ended_on=DAY, ended_reason="Nej"),
        work(status="stopped", ended_on=DAY),
    ),
    "intervention_goal_of_same_track": (
        lambda cast, track: Intervention(track=track, text="Indsats", goal=cast.goals[Part.SOCIAL]),
        lambda cast, track: Intervention(track=track, text="Indsats", goal=cast.goals[Part.SOMATIC]),
    ),
    "log_has_track": (entry(**CONTACT, tracks=["social", "somatic"]), entry(**CONTACT, tracks=[])),
    "log_kind_whole": (entry(**CONTACT), entry(**{**CONTACT, "contact_with": ""})),
    "log_one_subject": (entry(goal=True), entry(goal=True, intervention=True)),
}

# More ways than one to break the same rule: exactly one answers, and what belongs to the kind is there.
ALSO_FAIL: dict[str, list[Row]] = {
    "intervention_one_responsible": [
        answered_by(responsible_kind="", responsible_member="…"),
        answered_by(responsible_kind="citizen", responsible_organisation="…"),
        answered_by(responsible_kind="function", responsible_organisation="…"),
        answered_by(responsible_kind="function", responsible_function="vagthavende"),
        answered_by(responsible_kind="relative"),
        answered_by(responsible_kind="member"),
    ],
    "log_kind_whole": [
        entry(tracks=["social", "somatic"]),
        entry(contact_on=DAY),
        entry(**CONTACT, goal=True),
        entry(**{**CONTACT, "contact_on": None}),
        entry(**{**CONTACT, "contact_form": ""}),
    ],
}


def store(row: Any) -> None:
    """Save, and have the deferred constraints judged now."""
    with transaction.atomic():
        saved(row)
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
            cursor.execute("set constraints all deferred")


def test_every_constraint_is_listed() -> None:
    known = {
        constraint.name
        for model in apps.get_app_config("tracks").get_models()
        if not model.__name__.startswith("Historical")
        for constraint in model._meta.constraints
    }
    assert known | IN_SQL == set(PASS_AND_FAIL) | CARRIERS


@pytest.mark.parametrize("name", PASS_AND_FAIL)
def test_one_row_passes_and_one_fails(cast: Any, name: str) -> None:
    passes, fails = PASS_AND_FAIL[name]
    track = cast.tracks[Part.SOCIAL]
    store(passes(cast, track))
    for build in (fails, *ALSO_FAIL.get(name, [])):
        with pytest.raises(IntegrityError) as said:
            store(build(cast, track))
        assert name in str(said.value)
