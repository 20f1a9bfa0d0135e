"""Every model is a Record or listed with its reason; every field is known to be personal or plain."""

import pytest
from django.apps import apps
from django.db import connection, models

from core.models import Record
from tests.guards.fields import PERSONAL, PLAIN, TECHNICAL

OURS = ("accounts", "audit", "core", "citizens", "plans", "tracks", "meetings", "followups", "evaluation", "overview")

NOT_RECORDS = {
    "accounts.User": "the log-in: Django writes last_login on it; what changes about people is in Affiliation",
    "accounts.FailedTry": "counts wrong guesses: forgotten after a day, names nobody",
    "audit.AccessEvent": "the access log: insert-only, it is its own history",
    "audit.Seal": "the chain over the access log: insert-only",
    "audit.RetiredMonth": "why a part of the chain is missing: insert-only, signed",
    "core.Job": "a piece of work: its state is its story, what it printed is recorded as PlanPrint and in the log",
    "core.Draft": "typed and not saved: read by nobody but the writer, deleted in the save; a history would keep it",
    "core.Notice": "the outbox: settled, never changed in what it says; the mails keep the story",
    "core.Mail": "the outbox: its state is its story",
    "core.Delivery": "the outbox: a notice's way to a person, derived when it is sent",
    "core.Heartbeat": "when the machine last ran: only the last time counts",
    "citizens.ScanContent": "the file of a scan: insert-only; its record tells, a history would hold it twice",
    "citizens.Signpost": "derived: recomputed from what it points to",
    "citizens.CitizenUserObjectPermission": "guardian's projection of dated places, whose history is kept",
}


def our_models() -> list[type[models.Model]]:
    return [
        model
        for app in OURS
        for model in apps.get_app_config(app).get_models()
        if not model.__name__.startswith("Historical")
    ]


def test_every_model_is_a_record_or_has_a_reason():
    assert {model._meta.label for model in our_models() if not issubclass(model, Record)} == set(NOT_RECORDS)


RECORDS = [model for model in our_models() if issubclass(model, Record)]


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_every_record_has_an_unguessable_key_and_a_whole_history(model):
    assert isinstance(model._meta.pk, models.UUIDField)
    history = model.history.model
    kept = {field.attname for field in history._meta.concrete_fields}
    assert {field.attname for field in model._meta.concrete_fields} <= kept


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_every_history_table_is_append_only_by_trigger(model, db):
    table = model.history.model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "select tgname from pg_trigger where tgrelid = %s::regclass and not tgisinternal and tgenabled = 'O'",
            [table],
        )
        assert {"somv_append_only", "somv_no_truncate"} <= {row[0] for row in cursor.fetchall()}


def test_nothing_of_a_record_is_deleted_in_its_wake():
    """CASCADE would delete rows without a history row that says so (Signpost and grants are derived)."""
    cascading = {
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.concrete_fields
        if field.remote_field and field.remote_field.on_delete is models.CASCADE
    }
    assert cascading == {
        "citizens.Signpost.citizen",
        "citizens.CitizenUserObjectPermission.content_object",
        "citizens.CitizenUserObjectPermission.permission",
        "citizens.CitizenUserObjectPermission.user",
    }


def test_every_field_is_classified_once():
    """Personal: about a citizen or a relative. A new field fails here until somebody has thought about it."""
    fields = {
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in [*model._meta.concrete_fields, *model._meta.many_to_many]
        if field.name not in TECHNICAL
    }
    listed = [
        f"{model}.{name}" for table in (PERSONAL, PLAIN) for model, names in table.items() for name in names.split()
    ]
    assert sorted(listed) == sorted(set(listed))
    assert set(listed) == fields


def test_what_identifies_a_citizen_is_sealed():
    from citizens.models import Citizen
    from core.fields import SealedTextField

    sealed = {field.name for field in Citizen._meta.concrete_fields if isinstance(field, SealedTextField)}
    assert sealed == {"cpr", "address", "phone"}


def test_no_record_or_user_is_in_djangos_admin():
    from django.conf import settings

    assert "django.contrib.admin" not in settings.INSTALLED_APPS
