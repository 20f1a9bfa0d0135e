"""Answers of people who were screened and never included are erased after six months (domain.md § 3; ADR 0032)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from citizens import tasks
from citizens.enums import Place, ScreeningResult, Stage
from citizens.models import Screening, ScreeningAnswer
from core.dates import add_months, today
from tests.factories import citizens as make
from tests.factories.accounts import saved
from tests.roles import WORKER, as_app, as_owner, as_role

REASONS = [{"code": "failed", "text": "Bor i Lolland eller Guldborgsund"}]


def screened(cast, months=6, stage=Stage.EXCLUDED, days=0, **fields):
    of = make.citizen(cast.programme, stage=stage, **fields)
    day = add_months(today(), -months) + timedelta(days=days)
    return make.screening(of, result=ScreeningResult.NOT_MET, reasons=REASONS, screened_on=day)


def erase():
    with as_role(WORKER):
        tasks.erase_screenings()


def left(row):
    """What of the answers stands anywhere: answers, their history, reasons now, reasons in the history."""
    history = ScreeningAnswer.history.model.objects.filter(screening_id=row.pk)
    reasons = Screening.history.model.objects.filter(id=row.pk).exclude(reasons=[])
    now = Screening.objects.get(pk=row.pk).reasons
    return row.answers.count(), history.count(), len(now), reasons.count()


@pytest.mark.parametrize("stage", [Stage.EXCLUDED, Stage.REFERRED])
def test_after_six_months_nothing_but_the_result_stays(cast, stage):
    row = screened(cast, stage=stage)
    assert min(left(row)) > 0
    erase()
    assert left(row) == (0, 0, 0, 0)
    now = Screening.objects.get(pk=row.pk)
    assert (now.result, now.screened_on, now.erased_on) == ("not-met", row.screened_on, today())
    latest = now.history.latest()
    assert (latest.history_user, latest.erased_on) == (None, today())
    erase()  # again, and nothing more
    assert now.history.count() == Screening.objects.get(pk=row.pk).history.count()


def test_the_day_before_they_are_still_there(cast, settings):
    row = screened(cast, days=1)
    erase()
    assert min(left(row)) > 0
    settings.SCREENING_KEPT_MONTHS = 5
    erase()
    assert left(row) == (0, 0, 0, 0)


def included(cast):
    return screened(cast, stage=Stage.INCLUDED, included_on=add_months(today(), -7))


def included_once(cast):
    """Left, was referred anew, and did not come in again."""
    row = included(cast)
    of = row.citizen
    of.stage, of.included_on = Stage.EXCLUDED, None
    saved(of)
    return row


@pytest.mark.parametrize("of", [included, included_once])
def test_of_whoever_was_included_they_stay(cast, of):
    row = of(cast)
    erase()
    assert min(left(row)) > 0
    with pytest.raises(DatabaseError), transaction.atomic(), as_role(WORKER), connection.cursor() as cursor:
        cursor.execute("select somv_erase_screening(%s)", [row.pk])
    assert min(left(row)) > 0


def test_nobody_else_can_take_them_away(cast):
    row = screened(cast)
    attempts = (
        (lambda: as_app(cast.koordinator), "select somv_erase_screening(%s)"),
        (lambda: as_role(WORKER), "delete from citizens_screeninganswer where screening_id = %s"),
        (lambda: as_role(WORKER), "delete from citizens_historicalscreeninganswer where screening_id = %s"),
        (as_owner, "delete from citizens_historicalscreeninganswer where screening_id = %s"),
        (as_owner, "update citizens_historicalscreening set reasons = '[]' where id = %s"),
    )
    for role, statement in attempts:
        with pytest.raises(DatabaseError), transaction.atomic(), role(), connection.cursor() as cursor:
            cursor.execute("select set_config('somv.erasing', 'screening', true)") if role is not as_owner else None
            cursor.execute(statement, [row.pk])
    assert min(left(row)) > 0


def test_the_page_says_so_and_a_new_screening_is_kept_again(cast, client_of):
    row = screened(cast, stage=Stage.REFERRED)
    make.place(row.citizen, cast.koordinator, Place.COORDINATOR)
    erase()
    client, path = client_of(cast.koordinator), reverse("citizens:enrol_screening", args=[row.citizen_id])
    page = client.get(path)
    assert "Svarene er slettet den" in page.content.decode()
    assert "Bor i Lolland" not in page.content.decode().split("<form method")[0]
    fields = page.context["form"].fields
    told = {name: "yes" if name.startswith("answer") else "" for name in fields}
    answer = client.post(path, told | {"revision": Screening.objects.get(pk=row.pk).revision})
    assert answer.status_code == 302
    now = Screening.objects.get(pk=row.pk)
    assert (now.erased_on, now.screened_on) == (None, today())
    assert now.answers.exists()
