"""One cast for all tests: the demo people of contract.md, and citizens with a marker word in every part.

``cast`` holds people and objects by name; ``client_of(user)`` is a logged-in test client. The rows are built once per
process through the factories, kept as they were copied out of the database, and copied back for each test: 50 ms
instead of a second, within a transaction and without.
"""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import Client

from accounts.enums import Role
from accounts.models import Organisation, User
from citizens.enums import TRACKS, Part
from citizens.models import CareTeamMember, Citizen
from tests.factories import accounts, citizens, jobs, others, outbox, peter, plans, tracks
from tests.factories.people import PEOPLE, WORKPLACES
from tests.factories.peter import mark
from tests.kept import copied_out, copy_in

__all__ = ["PARTNERS_OF_PETER", "Cast", "cast", "client_of", "mark"]

# What Peter's consent opens to each of the cast, whatever the code says (contract.md). Nobody else sees him at all.
PARTNERS_OF_PETER: dict[str, frozenset[Part]] = {
    "rusmiddel": frozenset({Part.ADDICTION, Part.FRONT}),
    "sygehus": frozenset({Part.SOMATIC, Part.CRISIS}),
    "jobcenter": frozenset({Part.SOCIAL}),
    "laege": frozenset({Part.SOMATIC, Part.ADDICTION, Part.ANSWERS, Part.FRONT}),
}


@dataclass
class Cast(SimpleNamespace):
    """People by user name (``cast.jobcenter``), citizens by given name, Peter's objects by what they are.

    ``plan`` and everything unnamed is Peter's. Dicts are keyed by track: ``cast.goals[Part.SOCIAL]``.
    """

    workplaces: dict[str, Organisation] = field(default_factory=dict)
    places: dict[str, CareTeamMember] = field(default_factory=dict)  # Peter's by user name; "thomas/psykiatri"
    prompts: dict[Part, Any] = field(default_factory=dict)
    legal_bases: dict[Part, Any] = field(default_factory=dict)
    tracks: dict[Part, Any] = field(default_factory=dict)
    goals: dict[Part, Any] = field(default_factory=dict)
    subgoals: dict[Part, Any] = field(default_factory=dict)
    interventions: dict[Part, Any] = field(default_factory=dict)
    comments: dict[Part, Any] = field(default_factory=dict)
    contacts: dict[Part, Any] = field(default_factory=dict)
    situations: dict[Part, Any] = field(default_factory=dict)
    challenges: dict[Part, Any] = field(default_factory=dict)
    other_plans: dict[Part, Any] = field(default_factory=dict)
    prompt_answers: dict[Part, Any] = field(default_factory=dict)

    def user(self, name: str) -> User:
        return getattr(self, name)

    @property
    def everybody(self) -> dict[str, User | None]:
        """Every member of the cast by name; None is somebody who has not logged in."""
        names = [row[0] for row in PEOPLE] + ["superuser", "deactivated", "unaffiliated"]
        return {name: self.user(name) for name in names} | {"anonymous": None}


def build() -> Cast:
    """Make every row of the cast. Takes about a second."""
    cast = Cast()
    for key, (name, sector) in WORKPLACES.items():
        cast.workplaces[key] = accounts.organisation(name, sector)
    for username, name, role, workplace, function in PEOPLE:
        setattr(cast, username, accounts.person(role, cast.workplaces[workplace], username, name, function=function))
    _odd_people(cast)
    _programmes(cast)
    peter.enrol(cast)
    peter.write_plan(cast)
    peter.follow_up(cast)
    others.thomas(cast)
    others.enrolling(cast)
    others.strangers(cast)
    cast.provider_link = accounts.provider_link(cast.koordinator)
    cast.todo = citizens.todo(cast.koordinator, "Ring til Peter", cast.peter)
    cast.emergency = citizens.emergency(cast.laege, cast.peter, by=cast.projektleder, told_by=cast.koordinator)
    cast.review = citizens.review(cast.programme)
    citizens.decision(cast.review, cast.places["laege"], cast.projektleder)
    cast.pack = jobs.pack(cast.projektleder, cast.peter)
    cast.failed_mail = outbox.failed_mail(cast.koordinator)
    return cast


def _odd_people(cast: Cast) -> None:
    cast.superuser = accounts.user("superuser", "Sigurd Superstrup", is_superuser=True)
    cast.deactivated = accounts.person(
        Role.COORDINATOR, cast.workplaces["team"], "deactivated", "Dorte Deaktivsen", is_active=False
    )
    cast.unaffiliated = accounts.user("unaffiliated", "Ulla Udenfor")
    cast.wish = accounts.wish(cast.logkontrol, cast.admin)


def _programmes(cast: Cast) -> None:
    cast.programme = citizens.programme("Sammen om min vej", emergency_numbers="112\nAkuttelefonen 1818")
    cast.second_programme = citizens.programme("Vejen hjem")
    cast.criteria = citizens.criteria(cast.programme)
    citizens.criteria(cast.second_programme)
    cast.lead = citizens.lead(cast.programme, cast.projektleder)
    for kind in TRACKS:
        cast.prompts[kind] = plans.prompt(cast.programme, f"Punkt om {kind.value}", (kind,))
        cast.legal_bases[kind] = tracks.legal_basis(kind, f"SEL § {80 + len(cast.legal_bases)}")


@dataclass
class _Kept:
    """The cast as it was built: the people and objects, and every table's rows as PostgreSQL copies them."""

    people: bytes
    rows: dict[str, bytes]


_kept: _Kept | None = None


def _build_and_keep() -> _Kept:
    with transaction.atomic():
        people = pickle.dumps(build())
        rows = copied_out()
        transaction.set_rollback(True)
    return _Kept(people, rows)


@pytest.fixture
def cast(db: None) -> Cast:
    """The cast, in the database; a copy of its own for each test. Works with `live_server`, too."""
    global _kept
    if _kept is None:
        _kept = _build_and_keep()
    copy_in(_kept.rows)
    ContentType.objects.get_for_model(Citizen)  # guardian asks once per process; counted queries must not depend on it
    return pickle.loads(_kept.people)


def _authenticated(client: Client, user: User, at: float) -> None:
    """What allauth notes at a log-in: how, and when."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": at}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


@pytest.fixture
def client_of(db: None) -> Callable[..., Client]:
    """``client_of(cast.jobcenter)``: a test client that has just logged in; ``client_of(None)`` has not.

    ``fresh=False``: it is a while ago, so that what leads far asks once more.
    """

    def make(user: User | None, *, fresh: bool = True, **defaults: Any) -> Client:
        client = Client(**defaults)
        if user is not None:
            client.force_login(user, backend="accounts.login.Backend")
            _authenticated(client, user, time.time() - (0 if fresh else 3600))
        return client

    return make
