"""Each form of the worker's pages is sent as it should be, and again with every other field name there is.

The second time nothing else may have come of it: no other row, no other value, nothing of the stranger's, whose keys
and privileged values the fields carry. What a form of the same address legitimately takes is judged below, one by one.
"""

import copy
import json
import re
import uuid

import pytest
from django.apps import apps
from django.db import connection, models, transaction

from core.fields import SealedTextField, unseal
from core.keyring import Unreadable
from tests.attack import handed, state, twins
from tests.guards.pages import addresses
from tests.guards.test_records import our_models
from tests.roles import as_owner

pytestmark = pytest.mark.django_db

STRANGER = uuid.UUID(int=0xA1, version=4)
SMUGGLED = "Indsmuglet"
# Forms that end the session or lead away: nothing is stored by them.
NOT_SENT = ("account_logout", "accounts:language", "accounts:again", "accounts:sessions")
# Address → (fields that another form of the same address takes, why that is no way in).
JUDGED: dict[str, tuple[set[str], str]] = {
    "tracks:intervention_status": (
        {"ended_reason", "follow_up_note"},
        "the whole report has the same address; the row's own select sends the status alone, by the same right",
    ),
}
# At least so many forms store something as they were filled in here; of the others the refusal is the same.
SAVED = {"koordinator": 64, "rusmiddel": 1}
# A key made by chance, and the name of a notice with one.
_CHANCE = re.compile(r"\b(?:[0-9a-f]{64}|email-[0-9a-f]{24})\b")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^\"]*")


def every_field():
    """Field name → what it would be given: of every model of ours and of Django's own log-in."""
    found = {"id": str(STRANGER), "pk": str(STRANGER), "by": str(STRANGER), "user": str(STRANGER)}
    for model in (*our_models(), *apps.get_app_config("auth").get_models()):
        for field in model._meta.get_fields():
            if field.is_relation:
                found |= {field.name: str(STRANGER), f"{field.name}_id": str(STRANGER)}
            elif field.choices:
                found[field.name] = str(field.choices[-1][0])
            elif isinstance(field, models.BooleanField):
                found[field.name] = "on"
            elif isinstance(field, models.DateField):
                found[field.name] = "2001-02-03"
            elif isinstance(field, models.IntegerField):
                found[field.name] = "77"
            else:
                found[field.name] = SMUGGLED
    return found


def rows_in(tables):
    """Rows of these tables, as they are without what is new each time: keys, moments, ciphertext."""
    found = []
    with as_owner(), connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f'select to_jsonb(t)::text from "{table}" t')
            found += [(table, row) for (row,) in cursor.fetchall()]
    return found


def sealed_columns():
    return {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedTextField)
    }


class Sender:
    def __init__(self, client):
        self.client, self.known, self.sealed = client, state.known_ids(), sealed_columns()

    def plain(self, table, text):
        row = json.loads(text)
        for column, value in row.items():
            if (table, column) in self.sealed and value:
                try:
                    row[column] = unseal(value, f"{table.replace('historical', '')}.{column}")
                except Unreadable:
                    row[column] = "sealed"
        row.pop("history_id", None)
        if isinstance(row.get("id"), int):  # a sequence goes on, whatever is rolled back
            row.pop("id")
        text = _CHANCE.sub("CHANCE", _MOMENT.sub("NOW", json.dumps(row, sort_keys=True)))
        return table + state.UUID.sub(lambda key: key[0] if key[0] in self.known else "NEW", text)

    def send(self, path, data):
        """Status, where it leads, and the rows as they are afterwards that were not so before."""
        cookies, before = copy.deepcopy(self.client.cookies), state.written()
        with transaction.atomic():
            answer = self.client.post(path, data)
            tables = {name for name, number in state.written().items() if number != before.get(name)}
            after = rows_in(tables)
            transaction.set_rollback(True)
        self.client.cookies = cookies
        there = set(rows_in(tables))
        new = sorted(self.plain(*row) for row in after if row not in there)
        gone = len(there - set(after))
        leads = state.UUID.sub(
            lambda key: key[0] if key[0] in self.known else "NEW", answer.headers.get("Location", "")
        )
        return answer.status_code, leads, new, gone


@pytest.mark.parametrize("name", ["koordinator", "rusmiddel"])
def test_a_form_takes_what_it_hands_out_and_no_more(cast, client_of, name):
    twins.complete(cast)
    twins.stranger(cast, [STRANGER])
    client, forms = client_of(cast.user(name)), {}
    client.raise_request_exception = False
    for path in addresses(cast, name).values():
        for form in handed.read(path, client.get(path))[0]:
            if form.method == "post" and form.route not in NOT_SENT:
                forms.setdefault(form.alike, form)
    sender, extra, found, saved = Sender(client), every_field(), {}, 0
    for form in forms.values():
        filled, judged = form.filled_in(), JUDGED.get(form.route, (set(), ""))[0]
        smuggled = {key: value for key, value in extra.items() if key not in form.names | judged}
        first, second = sender.send(form.action, filled), sender.send(form.action, {**smuggled, **filled})
        saved += bool(first[2])
        if first != second or str(STRANGER) in " ".join(second[2]):
            found[form.route] = (first[:2], second[:2], set(first[2]) ^ set(second[2]))
    assert found == {}
    assert saved >= SAVED[name]
