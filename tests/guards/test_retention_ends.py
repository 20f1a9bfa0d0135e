"""Whatever has an end in `somv/retention.py` goes when its time has passed, by its own task, and not a moment before.

The times are written a second time here, as docs/security-facts.md promises them.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from accounts.models import FailedTry
from audit import actions as log
from audit.actions import Note
from audit.enums import Kind
from audit.models import AccessEvent, Seal
from citizens.enums import ScreeningResult, Stage
from citizens.models import CitizenUserObjectPermission, Screening, ScreeningAnswer
from core.dates import add_months, today
from core.models import Delivery, Draft, Job, Mail, MailState, Notice
from core.outbox.purge import purge
from somv.retention import ENDS, places_of
from somv.schedule import BEAT_SCHEDULE
from tests.audit.test_chain import months
from tests.factories import accounts, citizens, jobs, outbox
from tests.roles import WORKER, as_owner, as_role

Left = Callable[[], bool]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONTH = timedelta(days=30.44)


@dataclass(frozen=True)
class End:
    """`make(cast, age)` puts something there whose time began `age` ago, and tells how to ask whether it is left."""

    place: str
    kept: timedelta
    make: Callable[[Any, timedelta], Left]
    margin: timedelta = HOUR


def ago(age: timedelta) -> datetime:
    return timezone.now() - age


def day_ago(age: timedelta) -> date:
    return today() - timedelta(days=round(age / DAY))


def still(rows: Any, **there: Any) -> Left:
    return lambda: rows.filter(**there).exists()


def draft(cast: Any, age: timedelta) -> Left:
    row = Draft.objects.create(user=cast.koordinator, address=f"/{uuid.uuid4()}/", content="{}", updated_at=ago(age))
    return still(Draft.objects, pk=row.pk)


def job(column: str = "") -> Callable[[Any, timedelta], Left]:
    """Ordered `age` ago; without a column the row itself, whose time begins when the file's is over."""

    def make(cast: Any, age: timedelta) -> Left:
        row = jobs.pack(cast.projektleder, cast.peter, expires_at=ago(age) + (24 * HOUR if column else 0 * HOUR))
        return lambda: bool(getattr(Job.objects.get(pk=row.pk), column)) if column else still(Job.objects, pk=row.pk)()

    return make


def mailed(model: Any) -> Callable[[Any, timedelta], Left]:
    def make(cast: Any, age: timedelta) -> Left:
        to = uuid.uuid4()
        mail = outbox.mail(to, MailState.SENT, due_at=ago(age))
        notice = outbox.notice(due_at=ago(age), settled_at=ago(age))
        sent = Delivery.objects.create(notice=notice, recipient=to, mail=mail)
        return still(model.objects, pk={Mail: mail, Notice: notice, Delivery: sent}[model].pk)

    return make


def untold(cast: Any, age: timedelta) -> Left:
    return still(Notice.objects, pk=outbox.notice(due_at=ago(age)).pk)


def former_address(cast: Any, age: timedelta) -> Left:
    """The notice of the change goes by its own task, which has run before in the same night."""
    person = accounts.person(former_email="før@eksempel.invalid")
    outbox.notice("own-log-in", person.pk, "former-1", due_at=ago(age), settled_at=ago(age))
    purge(timezone.now())
    return lambda: type(person).objects.get(pk=person.pk).former_email != ""


def second_step(cast: Any, age: timedelta) -> Left:
    person = accounts.user(is_active=False)
    accounts.affiliation(person, cast.workplaces["team"], "partner", ends_on=day_ago(age))
    row = Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    return still(Authenticator.objects, pk=row.pk)


def failed_try(cast: Any, age: timedelta) -> Left:
    return still(FailedTry.objects, pk=FailedTry.objects.create(kind="password", who="x", at=ago(age)).pk)


def session(cast: Any, age: timedelta) -> Left:
    row = Session.objects.create(session_key=uuid.uuid4().hex, session_data="", expire_date=ago(age))
    return still(Session.objects, pk=row.pk)


def listed_session(cast: Any, age: timedelta) -> Left:
    """Of a session that is no more."""
    row = UserSession.objects.create(user=cast.koordinator, session_key=uuid.uuid4().hex, ip="127.0.0.1", user_agent="")
    UserSession.objects.filter(pk=row.pk).update(last_seen_at=ago(age))
    return still(UserSession.objects, pk=row.pk)


def cached(cast: Any, age: timedelta) -> Left:
    key = uuid.uuid4().hex

    def asked(statement: str, *values: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(statement, [key, *values])
            return cursor.fetchone()

    asked("insert into core_cache (cache_key, value, expires) values (%s, 'x', %s) returning 1", ago(age))
    return lambda: asked("select 1 from core_cache where cache_key = %s") is not None


def granted(cast: Any, age: timedelta) -> Left:
    of = citizens.citizen(cast.programme)
    person = accounts.person()
    citizens.place(of, person)
    # Its last day is put back without the act that would project it.
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("update citizens_careteammember set ends_on = %s where citizen_id = %s", [day_ago(age), of.pk])
    return still(CitizenUserObjectPermission.objects, content_object=of, user=person)


def screened(left: Callable[[Screening], Any]) -> Callable[[Any, timedelta], Left]:
    def make(cast: Any, age: timedelta) -> Left:
        row = citizens.screening(
            citizens.citizen(cast.programme, stage=Stage.EXCLUDED),
            result=ScreeningResult.NOT_MET,
            reasons=[{"code": "failed", "text": "x"}],
            screened_on=add_months(today(), -6) + timedelta(days=round((6 * MONTH - age) / DAY)),
        )
        return lambda: bool(left(Screening.objects.get(pk=row.pk)))

    return make


def event(model: Any) -> Callable[[Any, timedelta], Left]:
    def make(cast: Any, age: timedelta) -> Left:
        name = f"{ago(age):%Y-%m}"
        months(name)
        route = uuid.uuid4().hex
        with as_owner(), pytest.MonkeyPatch.context() as patch:
            moment = ago(age)
            patch.setattr(timezone, "now", lambda: moment)
            told = {"status": 200, "route": route, "user": None, "source": "192.0.2.7"}
            log.write(Note(kind=Kind.READ), request_id=uuid.uuid4(), **told)
        with as_role(WORKER):
            log.seal(everything=True)
        with as_owner():
            row = AccessEvent.objects.get(route=route)

        def left() -> bool:
            with as_owner():
                return model.objects.filter(id=row.id).exists()

        return left

    return make


def answers_before(row: Screening) -> bool:
    return ScreeningAnswer.history.model.objects.filter(screening_id=row.pk).exists()


def reasons_before(row: Screening) -> bool:
    return Screening.history.model.objects.filter(id=row.pk).exclude(reasons=[]).exists()


ENDINGS = [
    End("audit_accessevent", 60 * MONTH, event(AccessEvent), margin=1.1 * MONTH),
    End("audit_seal", 60 * MONTH, event(Seal), margin=1.1 * MONTH),
    End("core_draft", 30 * DAY, draft),
    End("core_job.result", 24 * HOUR, job("result")),
    End("core_job.parameters", 24 * HOUR, job("parameters")),
    End("core_job.report", 24 * HOUR, job("report")),
    End("core_job", 30 * DAY, job()),
    End("core_mail", 180 * DAY, mailed(Mail)),
    End("core_delivery", 180 * DAY, mailed(Delivery)),
    End("core_notice", 180 * DAY, mailed(Notice)),
    End("core_notice", 360 * DAY, untold),
    End("accounts_user.former_email", 180 * DAY, former_address),
    End("mfa_authenticator", 180 * DAY, second_step, margin=DAY),
    End("accounts_failedtry", 24 * HOUR, failed_try),
    End("django_session", 0 * HOUR, session),
    End("usersessions_usersession", 12 * HOUR, listed_session, margin=12 * HOUR - timedelta(minutes=1)),
    End("core_cache", 0 * HOUR, cached),
    End("citizens_citizenuserobjectpermission", 0 * DAY, granted, margin=DAY),
    End("citizens_screeninganswer", 6 * MONTH, screened(lambda row: row.answers.count()), margin=DAY),
    End("citizens_historicalscreeninganswer", 6 * MONTH, screened(answers_before), margin=DAY),
    End("citizens_screening.reasons", 6 * MONTH, screened(lambda row: row.reasons), margin=DAY),
    End("citizens_historicalscreening.reasons", 6 * MONTH, screened(reasons_before), margin=DAY),
]
OF = {end.place for end in ENDINGS}
TASKS = {place: BEAT_SCHEDULE[row.by]["task"] for row in ENDS for place in places_of(row)}


@pytest.fixture
def night() -> Iterator[Callable[[str], None]]:
    """Run the task that ends a place, as the worker does."""

    def run(place: str) -> None:
        module, name = TASKS[place].rsplit(".", 1)
        with as_role(WORKER):
            getattr(import_module(module), name)()

    yield run


@pytest.mark.parametrize("end", ENDINGS, ids=lambda end: f"{end.place} {end.kept.days} days")
def test_what_is_past_its_time_goes_and_nothing_else(cast, night, end):
    young, old = (end.make(cast, end.kept + sign * end.margin) for sign in (-1, 1))
    assert (young(), old()) == (True, True)
    night(end.place)
    assert (young(), old()) == (True, False)
    night(end.place)  # again, and nothing more
    assert young()


def test_no_end_is_tried_that_nobody_promises():
    assert set(TASKS) == OF


def test_the_second_step_of_who_works_here_or_is_deactivated_for_a_while_stays(cast, night):
    """Also of who has no workplace and is active: an operator's superuser."""
    rows = [Authenticator.objects.create(user=user, type="totp", data={}) for user in (cast.admin, cast.superuser)]
    night("mfa_authenticator")
    assert Authenticator.objects.filter(pk__in=[row.pk for row in rows]).count() == 2
