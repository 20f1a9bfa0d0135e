"""A record is saved by somebody, one at a time, and what it was before stays as it was."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from accounts.models import Organisation
from citizens.models import Citizen
from core.attribution import SYSTEM, NobodyNamed, attributed_to, current
from core.models import BulkWriteRefused, Record, Stale
from tests.factories import accounts
from tests.roles import OWNER, as_role

RECORDS = [model for model in apps.get_models() if issubclass(model, Record)]
HISTORIES = [model.history.model for model in RECORDS]


@pytest.mark.django_db
class TestAttribution:
    def test_a_save_with_nobody_named_raises_and_stores_nothing(self):
        with pytest.raises(NobodyNamed):
            Organisation(name="Ingen", sector="hospital").save()
        assert not Organisation.objects.filter(name="Ingen").exists()

    def test_a_delete_with_nobody_named_raises(self):
        row = accounts.organisation()
        with pytest.raises(NobodyNamed):
            row.delete()
        assert Organisation.objects.filter(pk=row.pk).exists()

    def test_history_tells_who_and_why(self):
        row, who = accounts.organisation("Før"), accounts.user(name="Ida")
        with attributed_to(who, reason="nyt navn"):
            row.name = "Efter"
            row.save()
        told = row.history.order_by("history_id").values_list(
            "name", "revision", "history_user_id", "history_change_reason", "history_type"
        )
        assert list(told) == [("Før", 1, None, "test", "+"), ("Efter", 2, who.pk, "nyt navn", "~")]

    def test_named_within_named_and_back(self):
        one, two = accounts.user(), accounts.user()
        with attributed_to(one):
            with attributed_to(two):
                assert current().user == two
            assert current().user == one
        with pytest.raises(NobodyNamed):
            current()

    @pytest.mark.parametrize("nobody", [None, "unsaved"])
    def test_nobody_cannot_be_named(self, nobody):
        user = None if nobody is None else type("Unsaved", (), {"pk": None})()
        with pytest.raises(NobodyNamed), attributed_to(user):
            pass

    def test_an_error_inside_leaves_nobody_named(self):
        with pytest.raises(ValueError, match="oops"), attributed_to(SYSTEM):
            raise ValueError("oops")
        with pytest.raises(NobodyNamed):
            current()


@pytest.mark.django_db
class TestWrites:
    @pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
    def test_bulk_writes_are_refused_on_every_record(self, model):
        rows = model.objects.all()
        with attributed_to(SYSTEM):
            for write in (rows.delete, lambda: rows.update(revision=9), lambda: rows.bulk_create([model()])):
                with pytest.raises(BulkWriteRefused):
                    write()
            with pytest.raises(BulkWriteRefused):
                rows.bulk_update([], ["revision"])

    def test_the_named_door_for_imports_leaves_history(self):
        rows = [Organisation(name=f"Import {n}", sector="hospital") for n in range(3)]
        with attributed_to(SYSTEM, reason="import"):
            Organisation.objects.import_rows(rows)
        found = Organisation.history.filter(name__startswith="Import").values_list("revision", "history_change_reason")
        assert sorted(found) == [(1, "import")] * 3

    def test_every_save_raises_the_revision_also_a_narrow_one(self):
        row = accounts.organisation()
        with attributed_to(SYSTEM):
            row.name = "Ny"
            row.save(update_fields=["name"])
        row.refresh_from_db()
        assert (row.name, row.revision) == ("Ny", 2)

    def test_a_narrow_save_of_a_name_keeps_the_search_keys_true(self, cast):
        with attributed_to(SYSTEM):
            cast.peter.family_name = "Østergaard"
            cast.peter.save(update_fields=["family_name"])
        assert Citizen.objects.get(search_name="peter oestergaard").pk == cast.peter.pk

    def test_locked_is_fresh_and_refuses_what_is_stale(self):
        row = accounts.organisation("Før")
        with attributed_to(SYSTEM):
            other = Organisation.objects.get(pk=row.pk)
            other.name = "Efter"
            other.save()
        with transaction.atomic():
            assert row.locked().name == "Efter"
            assert row.locked(2).name == "Efter"
            with pytest.raises(Stale) as stale:
                row.locked(1)
        assert stale.value.record.name == "Efter"


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["somv_app", "somv_worker", OWNER])
@pytest.mark.parametrize("table", [model._meta.db_table for model in HISTORIES])
def test_history_is_append_only_whoever_asks(cast, role, table):
    for statement in (f"update {table} set history_change_reason = 'x'", f"delete from {table}", f"truncate {table}"):
        with (
            pytest.raises(DatabaseError, match=r"append-only|permission denied"),
            transaction.atomic(),
            as_role(role),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
            if cursor.rowcount == 0:  # a trigger for each row says nothing about an empty table
                raise DatabaseError(f"append-only? {table} is empty")


def test_the_logbook_is_append_only_too(cast):
    for statement, said in (
        ("update tracks_logentry set text = 'x'", "append-only"),
        ("delete from tracks_logentry", "permission denied"),
    ):
        with (
            pytest.raises(DatabaseError, match=said),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
