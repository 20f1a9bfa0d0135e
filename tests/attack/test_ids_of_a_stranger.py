"""Ids of what one may not see, put in every place of a request that takes an id: answered as one that nothing has.

The stranger is a whole citizen of the same programme whom neither of the two workers may see; to the participant the
other tracks of an own citizen are as strange. How one id stands for all models at once: tests/attack/twins.py.
"""

import copy
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import QueryDict
from django.urls import reverse

from citizens.enums import Part
from core.models import Job
from tests.attack import handed, state, twins
from tests.guards.routes import all_routes, objects_of

pytestmark = pytest.mark.django_db

STRANGERS = [uuid.UUID(int=number, version=4) for number in (0xA1, 0xA2)]
HIDDEN = [uuid.UUID(int=number, version=4) for number in (0xB1, 0xB2)]
NOTHING = uuid.UUID(int=0xC1, version=4)
# At least so many places (those there were when this was written): fewer would mean that the sweep has lost sight of
# some. An address is counted once to read and once to send; one with two keys with each of them, and with both.
PLACES = {
    "koordinator": {"address": 374, "question": 46, "form": 66},
    "rusmiddel": {"address": 374, "question": 13, "form": 4},
}
PART = {"koordinator": Part.SOCIAL, "rusmiddel": Part.ADDICTION}
OPEN = frozenset({"addiction", "front"})  # to rusmiddel, of Peter (tests/cast.py)
BOOKKEEPING = {"csrfmiddlewaretoken", "_draft", "keep_number"}  # of the house, no field of any form


@dataclass
class Attack:
    """A worker at the own pages, with ids that are none of theirs."""

    cast: Any
    client: Any
    name: str
    keys: Any  # what stands for Peter's rows, where it is not they
    known: frozenset[str]

    @property
    def ids(self):
        return STRANGERS + (HIDDEN if self.keys else [])

    def own(self, route):
        """Parameter → key of something of the worker's."""
        objects = objects_of(route, self.cast, PART[self.name])
        return {name: self.keys.get((type(row), row.pk), row.pk) for name, row in objects.items()}

    def outcome(self, method, path, data, key):
        """What is answered, and how many rows of which tables would be written; nothing stays."""
        before = state.written()
        cookies = copy.deepcopy(self.client.cookies)
        with transaction.atomic():
            answer = getattr(self.client, method)(path, data)
            page = state.page_of(answer, self.known, path, key)
            after = state.written()
            kept = after == before or _stands()
            transaction.set_rollback(True)
        self.client.cookies = cookies  # whoever logged out is back in
        return *page, kept, {table: more for table in after if (more := after[table] - before.get(table, 0))}

    def differing(self, place, method, path, data=None, ids=()):
        """The ids that are answered otherwise than one that nothing has; `path` and `data` may be made from the id."""

        def ask(key):
            there = path(key) if callable(path) else path
            return self.outcome(method, there, data(key) if data else None, key)

        wanted = ask(NOTHING)
        assert wanted[0] < 500, (place, wanted)
        found = {key: ask(key) for key in ids or self.ids}
        return [f"{method} {place}: {key}: {_difference(wanted, got)}" for key, got in found.items() if got != wanted]

    def pages(self):
        """Route → address of the pages this worker is given."""
        for route in all_routes():
            if route.rule is not None:
                yield route, reverse(route.name, kwargs=self.own(route))


def _stands():
    """Whether the commit would find every row that is referred to: a foreign key sees past every wall."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
    except IntegrityError:
        return False
    return True


def _difference(wanted, got):
    """What to look at first, for whoever reads the failure."""
    for one, other in zip(wanted, got, strict=True):
        if one != other and isinstance(one, str):
            at = next((i for i, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), 0)
            return f"{one[max(0, at - 60) : at + 60]!r} / {other[max(0, at - 60) : at + 60]!r}"
        if one != other:
            return f"{one} / {other}"
    return ""


@contextmanager
def asked_for():
    """The names that a view asks of what was sent, by address or form."""
    names = set()

    def noting(method):
        def ask(self, key, *rest, **more):
            names.add(key)
            return method(self, key, *rest, **more)

        return ask

    with pytest.MonkeyPatch.context() as patch:
        for method in ("get", "getlist", "__getitem__", "__contains__"):
            patch.setattr(QueryDict, method, noting(getattr(QueryDict, method)))
        yield names


@pytest.fixture(params=list(PLACES))
def attack(request, cast, client_of):
    twins.complete(cast)
    name = request.param
    keys = twins.hidden_from(cast, OPEN, HIDDEN) if name == "rusmiddel" else {}
    assert twins.stranger(cast, STRANGERS)[1] == {*twins.hanging(), Job}
    client = client_of(cast.user(name))
    client.raise_request_exception = False
    return Attack(cast, client, name, keys, state.known_ids())


def test_in_an_address(attack):
    """Each key of an address by itself, and all of them together; read and sent."""
    before, found, places = state.checksum(), [], 0
    one_of_each = [key for key in attack.ids if key in (STRANGERS[0], HIDDEN[0])]  # a finder asks for the key alone
    for route, _ in attack.pages():
        own = attack.own(route)
        together = [tuple(own)] if len(own) > 1 else []
        for strange in [*((name,) for name in own), *together]:
            for method in ("get", "post"):
                path = partial(_address, route, own, strange)
                found += attack.differing(f"{route.name} {strange}", method, path, ids=one_of_each)
                places += 1
    assert found == []
    assert places >= PLACES[attack.name]["address"]
    assert state.checksum() == before


def test_in_a_question(attack):
    """In whatever a page asks of its address behind the question mark."""
    before, found, places = state.checksum(), [], 0
    for route, path in attack.pages():
        with asked_for() as names:
            answer = attack.client.get(path)
        for name in sorted(names - BOOKKEEPING) if answer.status_code == 200 else ():
            found += attack.differing(f"{route.name}?{name}", "get", path, partial(_alone, name))
            places += 1
    assert found == []
    assert places >= PLACES[attack.name]["question"]
    assert state.checksum() == before


def _address(route, own, strange, key):
    return reverse(route.name, kwargs={**own, **dict.fromkeys(strange, key)})


def _alone(name, key):
    return {name: str(key)}


def _with(form, name, key):
    """The form filled in, with the id in this field: in its value, or in its name."""
    sent = form.filled_in()
    values = list(chain.from_iterable(one.values for one in form.controls if one.name == name))
    if handed.UUID.search(name):
        sent.pop(name, None)
        sent[handed.UUID.sub(key.hex if "-" not in handed.UUID.search(name)[0] else str(key), name)] = [
            next(filter(None, reversed(values)), "on")
        ]
        return sent
    sample = next((value for value in values if handed.UUID.search(value)), "")
    return {**sent, name: [handed.UUID.sub(str(key), sample) or str(key)]}


def test_in_a_form(attack):
    """In each field that holds an id, of every form the worker's pages hand out, and in what is asked for unshown."""
    before, found, forms, unshown = state.checksum(), [], {}, {}
    for route, path in attack.pages():
        for form in handed.read(path, attack.client.get(path))[0]:
            forms.setdefault(form.alike, form)
        with asked_for() as names:
            attack.outcome("post", path, None, NOTHING)
        unshown[route.name] = (path, names - BOOKKEEPING)
    places = []
    for form in forms.values():
        unshown.get(form.route, ("", set()))[1].difference_update(form.names)
        fields = {handed.UUID.sub("ID", name): name for name in form.holding_ids()}
        places += [
            (f"{form.route} {name}", form.method, form.action, partial(_with, form, name)) for name in fields.values()
        ]
    for route, (path, names) in unshown.items():
        places += [(f"{route} {name}", "post", path, partial(_alone, name)) for name in names]
    for place, method, path, data in places:
        found += attack.differing(place, method, path, data)
    assert found == []
    assert len(places) >= PLACES[attack.name]["form"]
    assert state.checksum() == before
