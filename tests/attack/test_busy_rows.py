"""Somebody else holds the row for longer than the database waits: said in the form, never a broken page."""

import psycopg
import pytest
from django.db import OperationalError
from django.urls import reverse

from core.forms import BUSY
from plans import actions

pytestmark = pytest.mark.django_db


def _raising(cause):
    def act(*args, **kwargs):
        raise OperationalError("lock") from cause

    return act


@pytest.mark.parametrize("cause", [psycopg.errors.LockNotAvailable(), psycopg.errors.DeadlockDetected()])
def test_a_row_that_is_taken_keeps_what_was_typed(cast, client_of, monkeypatch, cause):
    monkeypatch.setattr(actions, "change_voice", _raising(cause))
    url = reverse("plans:voice", args=[cast.plan.pk])
    answer = client_of(cast.koordinator).post(url, {"matters": "Trommer igen", "revision": cast.plan.revision})
    assert (answer.status_code, "Trommer igen" in answer.text) == (422, True)
    assert answer.context["form"].non_field_errors() == [str(BUSY)]


def test_any_other_trouble_of_the_database_is_not_hidden(cast, client_of, monkeypatch):
    monkeypatch.setattr(actions, "change_voice", _raising(psycopg.errors.AdminShutdown()))
    url = reverse("plans:voice", args=[cast.plan.pk])
    with pytest.raises(OperationalError):
        client_of(cast.koordinator).post(url, {"matters": "Trommer", "revision": cast.plan.revision})
