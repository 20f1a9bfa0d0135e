"""Work as rows: claimed by lease, finished once, gone after a day."""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, close_old_connections, connection, transaction
from django.utils import timezone

from core import jobs
from core.models import Job, JobProblem, JobState
from tests.roles import as_role

pytestmark = pytest.mark.django_db
WHERE = uuid.uuid4()


class Somebody:
    def __init__(self) -> None:
        self.pk = uuid.uuid4()


def order(**parameters: Any) -> Job:
    return jobs.order("test", by=Somebody(), organisation_id=WHERE, total=3, **parameters)


def write(job: Job, progress: jobs.Progress) -> jobs.Made:
    for number in range(1, 4):
        progress(number)
    return jobs.Made(b"%PDF", "x.pdf", "application/pdf", {"printed": [1]})


def state(job: Job) -> tuple[Any, ...]:
    job.refresh_from_db()
    return job.state, job.done, job.tries


def test_a_job_is_done_and_its_file_is_sealed():
    job = order(citizens=["a"])
    assert jobs.sweep({"test": write}) == 1
    assert state(job) == (JobState.DONE, 3, 1)
    assert (job.content(), job.told, job.wanted) == (b"%PDF", {"printed": [1]}, {"citizens": ["a"]})
    with connection.cursor() as cursor:
        cursor.execute("select parameters, report, result from core_job where id = %s", [job.pk])
        parameters, report, result = cursor.fetchone()
    assert "citizens" not in parameters
    assert "printed" not in report
    assert b"%PDF" not in bytes(result)
    assert jobs.sweep({"test": write}) == 0


def test_the_workers_role_may_do_it():
    job = order()
    with as_role("somv_worker"):
        assert jobs.sweep({"test": write}) == 1
    assert state(job)[0] == JobState.DONE


def test_a_dead_worker_lets_go_by_its_lease_and_leaves_no_trace():
    job, recorded = order(), []
    dead = jobs.claim_next({"test": write})
    assert jobs.claim_next({"test": write}) is None
    Job.objects.filter(pk=job.pk).update(claimed_until=timezone.now() - timedelta(seconds=1), done=2)

    def again(job: Job, progress: jobs.Progress) -> jobs.Made:
        assert job.done == 0
        made = write(job, progress)
        return jobs.Made(made.content, made.name, made.media_type, {}, lambda: recorded.append("again"))

    assert jobs.sweep({"test": again}) == 1
    assert state(job) == (JobState.DONE, 3, 2)
    # The dead one was only slow, and comes back: nothing of it is kept.
    jobs._work(dead, lambda job, progress: jobs.Made(b"late", "x", "y", {}, lambda: recorded.append("late")))
    assert (recorded, job.content()) == (["again"], b"%PDF")


def test_who_lost_the_lease_stops_at_the_next_step():
    job = order()
    claimed = jobs.claim_next({"test": write})
    Job.objects.filter(pk=job.pk).update(claim=uuid.uuid4())
    jobs._work(claimed, write)
    assert state(job)[:2] == (JobState.RUNNING, 0)


def test_a_job_that_kills_its_workers_fails_in_the_end():
    job = order()
    for _number in range(jobs.MOST_TRIES):
        assert jobs.claim_next({"test": write}) == job
        Job.objects.filter(pk=job.pk).update(claimed_until=timezone.now())
    assert jobs.sweep({"test": write}) == 0
    assert (state(job)[0], job.problem) == (JobState.FAILED, JobProblem.BROKEN)


def test_an_error_fails_the_job_without_its_words_in_the_log(caplog):
    job, other = order(), order()

    def broken(job: Job, progress: jobs.Progress) -> jobs.Made:
        raise ValueError("Peter Pedersen")

    assert jobs.sweep({"test": broken}) == 2
    assert [state(row)[0] for row in (job, other)] == [JobState.FAILED] * 2
    assert "Peter" not in caplog.text
    assert "ValueError" in caplog.text


def test_what_is_recorded_goes_with_the_job_or_not_at_all():
    job = order()

    def record() -> None:
        order(left="behind")
        raise RuntimeError

    jobs.sweep({"test": lambda job, progress: jobs.Made(b"x", "x", "y", {}, record)})
    assert (state(job)[0], Job.objects.count()) == (JobState.FAILED, 1)


def test_too_large_a_file_fails(monkeypatch):
    monkeypatch.setattr(jobs, "LARGEST", 3)
    job = order()
    jobs.sweep({"test": write})
    assert (state(job)[0], job.problem, job.result) == (JobState.FAILED, JobProblem.TOO_LARGE, None)


def test_one_open_job_of_a_kind_for_each():
    who = Somebody()
    jobs.order("test", by=who, organisation_id=WHERE, total=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        jobs.order("test", by=who, organisation_id=WHERE, total=1)


def test_after_a_day_file_and_ids_are_gone():
    old, fresh = order(citizens=["a"]), order()
    jobs.sweep({"test": write})
    Job.objects.filter(pk=old.pk).update(expires_at=timezone.now())
    old.refresh_from_db()
    assert not old.has_file  # before the purge has been there
    with as_role("somv_worker"):
        assert jobs.purge() == 1
        assert jobs.purge() == 0
    assert state(old)[0] == JobState.GONE
    assert (old.result, old.parameters, old.report) == (None, "", "")
    assert state(fresh)[0] == JobState.DONE


def test_what_nobody_began_in_a_day_is_not_begun():
    job = order()
    Job.objects.filter(pk=job.pk).update(expires_at=timezone.now())
    assert jobs.sweep({"test": write}) == 0
    jobs.purge()
    assert state(job)[0] == JobState.GONE


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_do_each_job_once():
    rows, done, gate = [order() for _number in range(6)], [], threading.Barrier(2)

    def count(job: Job, progress: jobs.Progress) -> jobs.Made:
        done.append(job.pk)
        return write(job, progress)

    def sweep() -> None:
        gate.wait()
        jobs.sweep({"test": count})
        connection.close()

    threads = [threading.Thread(target=sweep) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()
    assert sorted(done) == sorted(row.pk for row in rows)
    assert {state(row)[0] for row in rows} == {JobState.DONE}
