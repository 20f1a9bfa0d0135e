"""The administrator's page of what is sent, the health page, the demo's mails."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.core import mail as box
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from core.models import Delivery, Heartbeat, Mail, MailState, Notice
from core.outbox import Told, files
from core.outbox.kinds import Kind
from core.outbox.problems import NOBODY
from core.outbox.sweep import sweep
from overview.queries import outbox as queries
from overview.views.health import SWEEP
from somv.schedule import BEAT_SCHEDULE
from somv.tasks import send_notices
from tests.factories import outbox
from tests.overview.traces import events

URL = "/drift/"


def shown(client_of, cast) -> str:
    answer = client_of(cast.admin).get(URL)
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_fails_is_said_in_words_with_whom_and_when(cast, client_of):
    outbox.mail(cast.jobcenter.pk, MailState.NO_ADDRESS)
    outbox.mail(cast.laege.pk, problem="timeout", tries=3)
    outbox.notice(problem=NOBODY)
    outbox.notice(problem="kind:ValueError")
    page = shown(client_of, cast)
    for words in (
        "Kirsten Kjeldgaard",
        "Mailserveren tager ikke imod mail til denne adresse.",
        "recipient:550",
        "Jytte Jernvig",
        "Personen har ingen mailadresse.",
        "Lars Lægaard",
        "Mailserveren svarede ikke i tide.",
        "prøvet 3 gange",
        "Der er ingen at give besked",
        "Det kunne ikke afgøres, hvem det angår.",
    ):
        assert words in page, words


def test_what_left_is_counted_by_day_and_kind_and_what_waits_by_kind(cast, client_of):
    row = outbox.mail(cast.jobcenter.pk, MailState.SENT)
    for _each in range(2):
        notice = outbox.notice("happened", settled_at=timezone.now())
        Delivery.objects.create(notice=notice, recipient=row.recipient, mail=row)
    outbox.notice("happened", due_at=timezone.now() + timedelta(days=3))
    assert [(day.mails, day.kinds) for day in queries.days({"happened": "Hændt"})] == [(1, (("Hændt", 2),))]
    assert [(pile.label, pile.number) for pile in queries.waiting({})] == [("happened", 1)]
    assert "happened: 2" in shown(client_of, cast)


def test_the_page_names_no_citizen_and_costs_the_same_for_more(cast, client_of):
    client = client_of(cast.admin)
    client.get(URL)
    with CaptureQueriesContext(connection) as few:
        client.get(URL)
    for number in range(4):
        outbox.mail(cast.jobcenter.pk, MailState.REFUSED, key=f"k{number}", problem="content:554")
        outbox.notice("happened", about=cast.peter.pk, occasion=str(number), problem=NOBODY)
    with CaptureQueriesContext(connection) as more:
        page = client.get(URL).content.decode()
    assert len(few) == len(more)
    assert not any(
        word in page for word in (cast.peter.family_name, f"{cast.peter.case_number}<", str(cast.peter.pk), "happened:")
    )


def test_trying_again_sends_it_with_the_next_sweep_and_is_logged(cast, client_of):
    notice = Notice.objects.get(deliveries__mail=cast.failed_mail)
    kind = Kind("test", "Prøve", lambda pairs, now: {pair: Told((cast.koordinator.pk,), "Noget") for pair in pairs})
    before = len(events())
    answer = client_of(cast.admin).post(reverse("overview:retry_mail", args=[cast.failed_mail.pk]))
    assert (answer.status_code, answer.url) == (302, URL)
    assert [row[:2] for row in events()[before:]] == [("change", "overview:retry_mail")]
    row = Mail.objects.get(pk=cast.failed_mail.pk)
    assert (row.state, row.problem, row.tries) == (MailState.WAITING, "", 0)
    working_day = timezone.now().replace(hour=12) + timedelta(days=(0 - timezone.now().weekday()) % 7 + 7)

    def people(ids):
        from core.outbox import Addressee

        return {who: Addressee("k@eksempel.invalid", "da") for who in ids}

    for later in range(5):  # one of five days in a row, weekends apart, is no holiday
        sweep({"test": kind}, people, working_day + timedelta(days=later))
    assert [message.to for message in box.outbox] == [["k@eksempel.invalid"]]
    assert Mail.objects.get(pk=row.pk).state == MailState.SENT
    assert Notice.objects.get(pk=notice.pk).settled_at is not None


def test_trying_all_again_takes_mails_and_what_is_stuck(cast, client_of):
    stuck = outbox.notice(problem=NOBODY, tries=4, try_at=timezone.now() + timedelta(days=1))
    answer = client_of(cast.admin).post(reverse("overview:retry_all"), follow=True)
    assert "2 prøves igen inden for få minutter." in answer.content.decode()
    stuck.refresh_from_db()
    assert (stuck.tries, stuck.try_at <= timezone.now()) == (0, True)
    assert Mail.objects.get(pk=cast.failed_mail.pk).state == MailState.WAITING


@pytest.mark.parametrize("name", ["koordinator", "projektleder", "logkontrol"])
def test_nobody_but_the_administrator_sees_it(cast, client_of, name):
    client = client_of(cast.user(name))
    assert client.get(URL).status_code == 403
    assert client.post(reverse("overview:retry_all")).status_code == 403
    assert client.post(reverse("overview:retry_mail", args=[cast.failed_mail.pk])).status_code == 404
    assert Mail.objects.get(pk=cast.failed_mail.pk).state == MailState.REFUSED


def test_the_health_page_says_how_long_ago_it_swept_and_is_no_look(client, db):
    before = len(events())
    assert (client.get("/sundhed/").status_code, client.get("/sundhed/").json()["sweep_age_seconds"]) == (503, None)
    send_notices()
    answer = client.get("/sundhed/")
    assert (answer.status_code, answer.json()) == (200, {"database": True, "sweep_age_seconds": 0})
    Heartbeat.objects.filter(pk=SWEEP).update(ended_at=timezone.now() - timedelta(seconds=601))
    assert client.get("/sundhed/").status_code == 503
    assert len(events()) == before


def test_without_its_database_every_page_says_later(monkeypatch, db):
    def away(*_told):
        raise OperationalError("could not connect")

    monkeypatch.setattr("audit.middleware.RequestMiddleware._in_transaction", away)
    answer = Client(raise_request_exception=False).get("/sundhed/")
    assert answer.status_code == 503
    assert f"<h1>{gettext('We will be back shortly')}</h1>" in answer.content.decode()


def test_every_part_of_the_schedule_has_a_name_in_words(db):
    names = {row["task"] for row in BEAT_SCHEDULE.values()}
    assert names <= set(queries.PARTS)
    assert len(queries.parts()) == len(names)


def test_the_demos_mails_lie_in_files_and_on_a_page_of_the_demo_only(cast, client_of, settings, tmp_path):
    client = client_of(cast.koordinator)
    assert client.get("/demo/mails/").status_code == 404
    settings.DEMO, settings.DEMO_MAILS = True, tmp_path / "mail"
    settings.EMAIL_BACKEND = "core.outbox.files.EmailBackend"
    assert "Der er ikke skrevet nogen mail endnu." in client.get("/demo/mails/").content.decode()
    for _twice in range(2):
        message = box.EmailMessage("Påmindelse", "Sag 7 <b>", to=["k@eksempel.invalid"])
        message.extra_headers = {"Message-ID": f"<{uuid.UUID(int=5)}@x>", "Date": "Mon, 04 May 2026 08:00:00 +0200"}
        assert message.send() == 1
    assert [path.name for path in (tmp_path / "mail").iterdir()] == [f"{uuid.UUID(int=5)}.eml"]
    assert [(row.to, row.subject) for row in files.newest()] == [("k@eksempel.invalid", "Påmindelse")]
    page = client.get("/demo/mails/").content.decode()
    assert "Sag 7 &lt;b&gt;" in page
    assert django_settings.EMAIL_BACKEND.endswith("files.EmailBackend")
