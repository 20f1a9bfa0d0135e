import logging

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from core.models import Record
from core.quiet_logs import Formatter

pytestmark = pytest.mark.django_db


def test_a_refused_row_is_not_in_the_log(cast):
    """The constraint's name helps who mends it; the row is a citizen."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "update citizens_citizen set stage = 'left', family_name = 'Canary' where id = %s", [cast.peter.pk]
        )
    record = logging.LogRecord("somv", logging.ERROR, __file__, 1, "failed", None, (None, None, None))
    record.exc_info = (refused.type, refused.value, refused.tb)
    said = Formatter("{message}", style="{").format(record)
    assert "Canary" in str(refused.value)
    assert "citizen_left_has_date" in said
    assert "Canary" not in said
    assert "Failing row" not in said


RECORDS = [model for model in apps.get_models() if issubclass(model, Record)]


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model._meta.label)
@pytest.mark.parametrize("role", ["somv_app", "somv_worker"])
def test_nobody_who_serves_deletes_a_record(model, role):
    """Nothing is hard-deleted: the right is taken by migration (`core.append_only.no_delete`)."""
    with connection.cursor() as cursor:
        cursor.execute("select has_table_privilege(%s, %s, 'DELETE')", [role, model._meta.db_table])
        assert cursor.fetchone() == (False,)
