"""The lead prints a week: who is in it, who is not, what is recorded, and who gets the file."""

from __future__ import annotations

import io
import uuid
import zipfile
from datetime import timedelta
from typing import Any

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from citizens.enums import Level, Part
from core import jobs
from core.dates import today
from core.models import Job, JobProblem, JobState
from plans.models import PlanPrint
from somv.tasks import purge_jobs, work_off_jobs
from tests.factories import citizens, plans
from tests.factories.accounts import saved
from tests.roles import as_owner, as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cast: Any) -> Any:
    """The day of Peter's and Thomas's meetings."""
    return cast.plan.next_meeting_on


def choice(cast: Any, meeting: Any, to: str = "addiction_centre", **more: Any) -> dict[str, Any]:
    return {"hvornaar": "dag", "dag": meeting.isoformat(), "til": str(cast.workplaces[to].pk) if to else "", **more}


def order(client: Any, data: dict[str, Any], *of: Any, fil: str = "pdf") -> Any:
    return client.post(reverse("overview:week"), {**data, "citizens": [str(row.pk) for row in of], "fil": fil})


def make(client: Any, data: dict[str, Any], *of: Any, fil: str = "pdf") -> Job:
    """Ordered, and worked off by the worker."""
    answer = order(client, data, *of, fil=fil)
    assert answer.status_code == 302, answer.context["form"].errors
    with as_role("somv_worker"):
        work_off_jobs()
    return Job.objects.get(pk=answer.url.strip("/").split("/")[-1])


def ordered() -> Any:
    """What was ordered in the test; the cast has a pack that is done."""
    return Job.objects.exclude(result_name="planer-2026-01-01.pdf")


def fetch(client: Any, job: Job) -> Any:
    return client.post(reverse("overview:pack_file", args=[job.pk]))


def exports() -> list[tuple[Any, ...]]:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select citizens, outcome, user_name from audit_accessevent where kind = 'export'")
        return cursor.fetchall()


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def lapse(cast: Any) -> None:
    """Thomas's consent runs out at midnight: today is the first day it no longer counts."""
    row = cast.thomas_exchange
    row.given_on, row.expires_on = today() - timedelta(days=300), today()
    saved(row)


def test_the_story_of_the_lead(cast, client_of, meeting):
    """Story 3: one consent expired at midnight, one citizen is protected; no address, one export for each."""
    lapse(cast)
    peter, address = cast.peter, cast.peter.address
    peter.protected, peter.protected_until = True, today() + timedelta(days=90)
    saved(peter)
    client, data = client_of(cast.projektleder), {**choice(cast, meeting), "hvornaar": "uge"}
    shown = client.get(reverse("overview:week"), data)
    assert [line.citizen for line in shown.context["ready"]] == [peter]
    left_out = {line.citizen: (str(line.reason), line.since) for line in shown.context["left_out"]}
    assert left_out[cast.thomas] == ("expired", today())
    assert address not in shown.content.decode()
    job = make(client, data, peter)
    page = client.get(reverse("overview:pack", args=[job.pk])).content.decode()
    assert "Thomas Thorsager" in page[page.index('id="left-out"') :]
    assert address not in page
    forged = order(client, data, peter, cast.thomas)  # who is left out cannot be put back by hand
    assert (forged.status_code, ordered().count()) == (422, 1)
    answer = fetch(client, job)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    text = text_of(answer.content)
    assert "Peter Pilegaard" in text
    assert "Thomas" not in text
    assert address not in text
    assert peter.phone not in text
    assert exports() == [([peter.pk], "given", cast.projektleder.name)]
    row = PlanPrint.objects.get()
    assert (row.plan, row.organisation, row.printed_by) == (
        cast.plan, cast.workplaces["addiction_centre"], cast.projektleder,
    )  # fmt: skip
    assert row.parts == [Part.ADDICTION, Part.FRONT]


def test_one_pdf_with_contents_and_bookmarks(cast, client_of, meeting):
    client = client_of(cast.projektleder)
    job = make(client, choice(cast, meeting), cast.peter, cast.thomas)
    assert (job.state, job.done, job.total) == (JobState.DONE, 2, 2)
    answer = fetch(client, job)
    assert answer["Content-Disposition"] == f'attachment; filename="planer-{today():%Y-%m-%d}.pdf"'
    pdf = pypdf.PdfReader(io.BytesIO(answer.content))
    starts = [pdf.get_destination_page_number(mark) for mark in pdf.outline if not isinstance(mark, list)]
    assert [mark.title.split()[-1] for mark in pdf.outline if not isinstance(mark, list)] == [
        "netværksmøder", "Pilegaard", "Thorsager",
    ]  # fmt: skip
    contents = pdf.pages[0]
    assert len([row for row in contents["/Annots"] if row.get_object()["/Subtype"] == "/Link"]) == 2
    for start, name in zip(starts[1:], ["Peter Pilegaard", "Thomas Thorsager"], strict=True):
        number = str(start + 1)
        assert f"ark {number}" in pdf.pages[start].extract_text()
        line = contents.extract_text().split(name)[1].split("Thomas")[0]
        assert number in line.split()
    assert "side 1 af" in pdf.pages[starts[2]].extract_text()
    assert {row.sha256 for row in PlanPrint.objects.all()} == {PlanPrint.objects.first().sha256}
    assert sorted(row[0][0] for row in exports()) == sorted([cast.peter.pk, cast.thomas.pk])
    job.refresh_from_db()
    assert job.state == JobState.FETCHED
    assert fetch(client, job).status_code == 200


def test_a_zip_names_case_numbers_only(cast, client_of, meeting):
    client = client_of(cast.koordinator)
    job = make(client, choice(cast, meeting, to=""), cast.peter, cast.thomas, fil="zip")
    answer = fetch(client, job)
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as pack:
        assert sorted(pack.namelist()) == ["plan-4711-v1.pdf", "plan-4712-v1.pdf"]
        assert "Peter Pilegaard" in text_of(pack.read("plan-4711-v1.pdf"))
    assert PlanPrint.objects.filter(variant="whole", organisation=None).count() == 2


def test_withdrawn_between_order_and_run_is_left_out_and_said(cast, client_of, meeting):
    client = client_of(cast.projektleder)
    answer = order(client, choice(cast, meeting), cast.peter, cast.thomas)
    row = cast.thomas_exchange
    row.withdrawn_on, row.withdrawn_by, row.withdrawn_how = today(), "Thomas", "phone"
    saved(row)
    with as_role("somv_worker"):
        work_off_jobs()
    page = client.get(answer.url)
    assert (cast.thomas, "no-consent") in [(row.citizen, str(row.reason)) for row in page.context["left_out"]]
    job = ordered().get()
    assert "Thomas" not in text_of(fetch(client, job).content)
    assert [row[0] for row in exports()] == [[cast.peter.pk]]


@pytest.mark.parametrize("what", ["withdrawn", "narrowed", "protected"])
def test_what_changed_since_it_was_made_deletes_the_file(cast, client_of, meeting, what):
    client = client_of(cast.projektleder)
    job = make(client, choice(cast, meeting), cast.peter, cast.thomas)
    if what == "withdrawn":
        row = cast.participation
        row.withdrawn_on, row.withdrawn_by, row.withdrawn_how = today(), "Peter", "phone"
    elif what == "narrowed":
        row = cast.thomas_exchange.scopes.get(part=Part.FRONT, organisation=cast.workplaces["addiction_centre"])
        row.ended_on, row.ended_by, row.ended_how = today(), "Thomas", "phone"
    else:
        row = cast.peter
        row.protected, row.protected_until = True, today() + timedelta(days=90)
    saved(row)
    answer = fetch(client, job)
    assert (answer.status_code, answer.url) == (302, reverse("overview:pack", args=[job.pk]))
    job.refresh_from_db()
    assert (job.state, job.result) == (JobState.GONE, None)
    assert fetch(client, job).status_code == 404


def test_who_may_print_no_longer_when_it_runs_gets_nothing(cast, client_of, meeting):
    client = client_of(cast.projektleder)
    order(client, choice(cast, meeting), cast.peter)
    row = cast.projektleder.affiliation
    row.ends_on = today()
    saved(row)
    work_off_jobs()
    job = ordered().get()
    assert (job.state, job.problem) == (JobState.FAILED, JobProblem.NOT_ALLOWED)
    assert (PlanPrint.objects.count(), exports()) == (0, [])


def test_nobody_left_says_so(cast, client_of, meeting):
    client = client_of(cast.projektleder)
    answer = order(client, choice(cast, meeting), cast.thomas)
    lapse(cast)
    work_off_jobs()
    page = client.get(answer.url)
    assert page.context["job"].problem == JobProblem.NOTHING
    assert cast.thomas in [row.citizen for row in page.context["left_out"]]


def test_fifty_one_are_refused_with_the_reason(cast, client_of, meeting):
    many = [cast.peter]
    for _number in range(50):
        row = citizens.citizen(cast.programme)
        citizens.participation(row, cast.koordinator)
        plans.plan(row, "active")
        many.append(row)
    client = client_of(cast.projektleder)
    answer = order(client, choice(cast, meeting, to=""), *many)
    assert answer.status_code == 422
    assert "Du har valgt 51 planer" in answer.content.decode()
    assert ordered().count() == 0
    assert order(client, choice(cast, meeting, to=""), *many[:50]).status_code == 302
    assert ordered().get().total == 50


def test_the_file_is_for_the_one_who_ordered(cast, client_of, meeting):
    job = make(client_of(cast.projektleder), choice(cast, meeting), cast.peter)
    for name, user in cast.everybody.items():
        if name not in ("projektleder", "anonymous"):
            client = client_of(user)
            asked = [fetch(client, job).status_code, client.get(reverse("overview:pack", args=[job.pk])).status_code]
            assert set(asked) <= {404, 302} if name == "deactivated" else asked == [404, 404], name
    job.refresh_from_db()
    assert job.state == JobState.DONE


def test_the_right_to_print_is_asked_when_it_is_fetched(cast, client_of, meeting):
    job = make(client_of(cast.projektleder), choice(cast, meeting), cast.peter)
    row = cast.projektleder.affiliation
    row.role = "partner"
    saved(row)
    assert fetch(client_of(cast.projektleder), job).status_code == 403


def test_after_a_day_it_is_gone(cast, client_of, meeting):
    client = client_of(cast.projektleder)
    job = make(client, choice(cast, meeting), cast.peter)
    Job.objects.filter(pk=job.pk).update(expires_at=timezone.now())
    assert fetch(client, job).status_code == 404
    purge_jobs()
    job.refresh_from_db()
    assert (job.state, job.result) == (JobState.GONE, None)
    assert client.get(reverse("overview:pack", args=[job.pk])).status_code == 200


def test_a_dead_worker_is_followed_by_another_and_each_citizen_is_recorded_once(cast, client_of, meeting):
    client = client_of(cast.projektleder)
    order(client, choice(cast, meeting), cast.peter)
    assert jobs.claim_next({"week": None}) is not None
    work_off_jobs()
    assert ordered().get().state == JobState.RUNNING
    ordered().update(claimed_until=timezone.now())
    work_off_jobs()
    work_off_jobs()
    assert (ordered().get().state, ordered().get().tries) == (JobState.DONE, 2)
    assert (PlanPrint.objects.count(), len(exports())) == (1, 1)


def test_one_pack_at_a_time(cast, client_of, meeting):
    client = client_of(cast.projektleder)
    order(client, choice(cast, meeting), cast.peter)
    assert order(client, choice(cast, meeting), cast.peter).status_code == 422
    assert ordered().count() == 1


def test_nobody_orders_what_is_not_on_their_list(cast, client_of, meeting):
    client = client_of(cast.koordinator)
    assert order(client, choice(cast, meeting), cast.peter, cast.rita).status_code == 422
    for chosen in ([], ["x"], [str(uuid.uuid4())]):
        data = {**choice(cast, meeting), "citizens": chosen, "fil": "pdf"}
        assert client.post(reverse("overview:week"), data).status_code == 422
    assert order(client_of(cast.jobcenter), choice(cast, meeting), cast.peter).status_code == 403
    assert ordered().count() == 0


def test_the_coordinator_has_own_citizens_only(cast, client_of, meeting):
    by_hand = {"hvornaar": "valgt"}
    own = client_of(cast.koordinator).get(reverse("overview:week"), by_hand).context["ready"]
    assert {line.citizen for line in own} >= {cast.peter, cast.thomas}
    other = client_of(cast.koordinator2).get(reverse("overview:week"), by_hand).context["ready"]
    assert {line.citizen for line in other} & {cast.peter, cast.thomas} == set()


def test_a_day_a_week_and_by_hand(cast, client_of, meeting):
    client = client_of(cast.projektleder)
    monday = meeting - timedelta(days=meeting.weekday())

    def names(**data: Any) -> set[str]:
        context = client.get(reverse("overview:week"), data).context
        return {line.citizen.given_name for line in context["ready"]}

    assert {"Peter", "Thomas"} <= names(hvornaar="dag", dag=meeting)
    assert names(hvornaar="dag", dag=meeting + timedelta(days=1)) == set()
    assert {"Peter", "Thomas"} <= names(hvornaar="uge", dag=monday) & names(hvornaar="uge", dag=monday + timedelta(6))
    assert names(hvornaar="uge", dag=monday - timedelta(days=1)) == set()
    assert {"Peter", "Thomas", "Dagny"} <= names(hvornaar="valgt")
    assert client.get(reverse("overview:week"), {"hvornaar": "x", "dag": "y", "til": "z"}).status_code == 200


def test_the_reasons_before_the_print(cast, client_of, meeting):
    """No plan, no consent, consent to take part withdrawn: each is named, and the job centre has only social."""
    bare = citizens.citizen(cast.programme, "Bodil", "Bundgaard")
    citizens.participation(bare, cast.koordinator)
    bare.signpost.next_meeting_on = meeting
    bare.signpost.save()
    row = cast.participation
    row.withdrawn_on, row.withdrawn_by, row.withdrawn_how = today(), "Peter", "phone"
    saved(row)
    citizens.exchange(bare, cast.koordinator, {cast.workplaces["job_centre"]: {Part.SOCIAL: Level.READ}})
    shown = client_of(cast.projektleder).get(reverse("overview:week"), choice(cast, meeting, to="job_centre"))
    reasons = {line.citizen.given_name: str(line.reason) for line in shown.context["left_out"]}
    assert reasons == reasons | {"Bodil": "no-plan", "Peter": "participation", "Thomas": "no-consent"}


def test_the_bar_asks_again_until_it_is_done(cast, client_of, meeting):
    client = client_of(cast.projektleder)
    url = order(client, choice(cast, meeting), cast.peter).url
    asked = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 2s"' in asked
    assert "<html" not in asked
    assert "<progress" in client.get(url).content.decode()
    work_off_jobs()
    done = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "hx-trigger" not in done
    assert "Hent filen" in done


def test_the_list_costs_three_queries_however_long_it_is(cast, client_of, meeting):
    client = client_of(cast.projektleder)

    def asked() -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(reverse("overview:week"), choice(cast, meeting))
        assert answer.status_code == 200
        own = ("citizens_citizen", "core_job", "citizens_consent")
        return [row["sql"] for row in queries if any(table in row["sql"] for table in own)]

    asked()
    assert len(asked()) == 3
    for _number in range(3):
        row = citizens.citizen(cast.programme)
        citizens.participation(row, cast.koordinator)
        plans.plan(row, "active")
    assert len(asked()) == 3
