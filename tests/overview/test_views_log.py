"""The auditor's pages and the citizen's own log: what they show, to whom, and that looking is itself logged."""

import uuid
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from audit import actions
from audit.actions import Note
from audit.enums import Kind
from audit.models import AccessEvent
from citizens.models import CareTeamMember
from core.attribution import attributed_to
from core.dates import today
from overview.enums import Because
from overview.queries import log
from tests.overview.traces import own_queries
from tests.roles import as_owner, as_user

PERIOD = (today() - timedelta(days=6), today())


def look(user, *citizens, kind=Kind.READ, basis="place:x consent:y", parts=("social",), status=200, **more) -> None:
    """An event as the middleware writes it."""
    note = Note(kind=kind, citizens=[row.pk for row in citizens], parts=list(parts), basis=basis, **more)
    actions.write(note, request_id=uuid.uuid4(), status=status, route="x", user=user, source="192.0.2.1")


def last_event() -> AccessEvent:
    with as_owner():
        return AccessEvent.objects.order_by("-at").first()


@pytest.fixture
def auditor(cast, client_of):
    return client_of(cast.logkontrol)


def text(answer) -> str:
    return answer.content.decode()


def test_a_case_is_found_by_its_number_and_nothing_typed_stands_in_the_address(cast, auditor):
    answer = auditor.post(reverse("overview:log"), {"which": "case", "number": str(cast.peter.case_number)})
    assert (answer.status_code, answer.url) == (302, reverse("overview:log_citizen", args=[cast.peter.pk]))
    event = last_event()
    assert (event.kind, event.criterion, event.object_type) == ("search", "case", "audit.AccessEvent")


@pytest.mark.parametrize("number", ["999999", "", "x", "-1", "99999999999"])
def test_a_number_that_is_none_says_so_by_the_field_and_stays(cast, auditor, number):
    answer = auditor.post(reverse("overview:log"), {"which": "case", "number": number})
    assert answer.status_code == 422
    assert "number" in answer.context["case_form"].errors
    assert f'value="{number}"' in text(answer) or not number
    assert answer.context["staff_form"].errors == {}


def test_staff_are_found_by_name_also_those_who_have_left(cast, auditor):
    answer = auditor.post(reverse("overview:log"), {"which": "staff", "name": "deaktiv"})
    assert [row.pk for row in answer.context["people"]] == [cast.deactivated.pk]
    answer = auditor.post(reverse("overview:log"), {"which": "staff", "name": "Pilegaard"})  # a citizen's name
    assert (answer.context["people"], answer.context["asked"]) == ([], True)


def test_everyone_who_saw_a_case(cast, auditor):
    look(cast.jobcenter, cast.peter)
    look(cast.laege, cast.peter, cast.thomas, kind=Kind.LIST, basis="", parts=())
    look(cast.psykiatri, cast.peter, status=403)
    look(cast.psykiatri, cast.thomas)
    page = auditor.get(reverse("overview:log_citizen", args=[cast.peter.pk])).context["page"]
    assert [(row.user_name, row.outcome, row.part_keys, row.why) for row in page.object_list] == [
        (cast.psykiatri.name, "denied", ["social"], str(Because.EXCHANGE.label)),
        (cast.laege.name, "given", [], str(Because.OWN_LIST.label)),
        (cast.jobcenter.name, "given", ["social"], str(Because.EXCHANGE.label)),
    ]
    event = last_event()
    assert (event.user_id, event.citizens, event.object_type, event.kind, event.basis) == (
        cast.logkontrol.pk, [cast.peter.pk], "audit.AccessEvent", "read", "audit",
    )  # fmt: skip


def test_everything_somebody_saw_in_a_period(cast, auditor):
    look(cast.jobcenter, cast.peter, cast.thomas)
    answer = auditor.get(reverse("overview:log_person", args=[cast.jobcenter.pk]))
    (line,) = answer.context["page"].object_list
    assert line.cases == sorted(
        [(cast.peter.pk, cast.peter.case_number), (cast.thomas.pk, cast.thomas.case_number)], key=lambda row: row[1]
    )
    past = {"fra": "2020-01-01", "til": "2020-12-31"}
    answer = auditor.get(reverse("overview:log_person", args=[cast.jobcenter.pk]), past)
    assert answer.context["page"].paginator.count == 0


def test_a_period_that_cannot_be_says_so_and_keeps_what_was_typed(cast, auditor):
    answer = auditor.get(reverse("overview:log_unrelated"), {"fra": "2026-02-01", "til": "2026-01-01"})
    assert "til" in answer.context["filter"].errors
    assert 'value="2026-02-01"' in text(answer)
    answer = auditor.get(reverse("overview:log_unrelated"), {"fra": "2025-01-01", "til": "2026-01-01"})
    assert "14" in str(answer.context["filter"].errors["til"])


def test_looks_without_a_known_relation(cast, auditor):
    look(cast.jobcenter, cast.peter)  # has a place
    look(cast.projektleder, cast.peter)  # leads the programme
    look(cast.koordinator2, cast.peter)  # has none
    look(cast.koordinator2, cast.peter, kind=Kind.LIST, basis="")
    look(cast.koordinator2, cast.peter, basis="emergency:x")
    look(cast.psykiatri, status=404, denied=True, object_id=cast.peter.pk)
    look(cast.logkontrol, cast.peter, object_type="audit.AccessEvent", basis="audit")
    look(cast.psykiatri, status=403)  # about nobody
    page = auditor.get(reverse("overview:log_unrelated")).context["page"]
    assert [(row.user_id, row.reason_key, row.case_numbers) for row in page.object_list] == [
        (cast.psykiatri.pk, "denied", [cast.peter.case_number]),
        (cast.koordinator2.pk, "emergency", [cast.peter.case_number]),
        (cast.koordinator2.pk, "no-relation", [cast.peter.case_number]),
        (cast.koordinator2.pk, "no-relation", [cast.peter.case_number]),
    ]


def test_a_place_that_ended_today_explains_a_look_of_today(cast, auditor):
    look(cast.jobcenter, cast.peter)
    place = cast.places["jobcenter"]
    with as_owner(), attributed_to(cast.koordinator):
        row = CareTeamMember.objects.get(pk=place.pk)
        row.ends_on = today()
        row.save()
    assert auditor.get(reverse("overview:log_unrelated")).context["page"].paginator.count == 0


def test_a_look_before_the_place_began_has_no_relation(cast, auditor, monkeypatch):
    """One look within the place and one without it: each is judged by its own day."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "update citizens_careteammember set starts_on = %s where id = %s", [today(), cast.places["jobcenter"].pk]
        )
    with monkeypatch.context() as patch:
        earlier = timezone.now() - timedelta(days=3)
        patch.setattr(timezone, "now", lambda: earlier)
        look(cast.jobcenter, cast.peter)
    look(cast.jobcenter, cast.peter)
    (line,) = auditor.get(reverse("overview:log_unrelated")).context["page"].object_list
    assert (line.at, line.reason_key) == (earlier, "no-relation")


def test_what_is_worth_a_look(cast, auditor, settings, monkeypatch):
    settings.AUDIT_MANY_IN_AN_HOUR = 1
    noon = timezone.now().replace(hour=11, minute=0) - timedelta(days=2)
    night = noon.replace(hour=1)
    for moment in (noon, night):
        with monkeypatch.context() as patch:
            patch.setattr(timezone, "now", lambda moment=moment: moment)
            look(cast.jobcenter, cast.peter)
            if moment == noon:
                look(cast.jobcenter, cast.thomas)
                look(cast.laege, cast.peter, cast.thomas, kind=Kind.LIST)
    signs = auditor.get(reverse("overview:log_patterns")).context["signs"]
    assert [(row.pattern, row.user_id, row.times) for row in signs] == [
        ("many", cast.jobcenter.pk, 2),
        ("night", cast.jobcenter.pk, 1),
    ]


def test_the_same_surname_is_a_sign(cast, auditor):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("update accounts_user set name = 'Ane Pilegaard' where id = %s", [cast.jobcenter.pk])
    cast.jobcenter.name = "Ane Pilegaard"
    look(cast.jobcenter, cast.peter)
    signs = auditor.get(reverse("overview:log_patterns")).context["signs"]
    assert ("surname", cast.jobcenter.pk, cast.peter.case_number) in [
        (row.pattern, row.user_id, row.case_number) for row in signs
    ]


def could(cast, day) -> dict:
    with as_user(cast.logkontrol):
        return {row.user_id: row for row in log.could_see(cast.peter.pk, day)}


def test_who_could_see_a_citizen_today(cast):
    found = could(cast, today())
    names = ("koordinator", "projektleder", "rusmiddel", "sygehus", "jobcenter", "laege")
    assert set(found) == {cast.user(name).pk for name in names}
    assert found[cast.jobcenter.pk].part_keys == ["social"]
    assert sorted(found[cast.laege.pk].part_keys) == ["addiction", "answers", "front", "somatic"]
    assert (found[cast.koordinator.pk].because, found[cast.projektleder.pk].because) == ("consent", "consent")
    assert found[cast.rusmiddel.pk].because == "exchange"


def test_what_was_entered_later_opened_nothing_and_says_so(cast):
    """The cast is entered today with dates in the past."""
    day = max(cast.exchange.given_on, cast.places["jobcenter"].starts_on)
    assert day < today()
    assert could(cast, day)[cast.jobcenter.pk].late
    assert not could(cast, today())[cast.jobcenter.pk].late


def test_who_lost_the_place_today_could_see_in_the_morning_and_not_tomorrow(cast):
    with as_owner(), attributed_to(cast.koordinator):
        row = CareTeamMember.objects.get(pk=cast.places["jobcenter"].pk)
        row.ends_on = today()
        row.save()
    assert cast.jobcenter.pk in could(cast, today())
    assert cast.jobcenter.pk not in could(cast, today() + timedelta(days=1))


PAGES = ("log", "log_citizen", "log_could_see", "log_person", "log_unrelated", "log_patterns")


def address(cast, name: str) -> str:
    keys = {"log_citizen": [cast.peter.pk], "log_could_see": [cast.peter.pk], "log_person": [cast.jobcenter.pk]}
    return reverse(f"overview:{name}", args=keys.get(name))


@pytest.mark.parametrize("name", PAGES)
def test_the_auditors_pages_name_no_citizen_and_nothing_of_a_case(cast, auditor, name):
    look(cast.jobcenter, cast.peter, cast.thomas)
    look(cast.koordinator2, cast.peter)
    shown = text(auditor.get(address(cast, name)))
    for secret in (cast.peter.family_name, cast.thomas.family_name, cast.peter.cpr, cast.peter.cpr[:6], "Mål om"):
        assert secret not in shown
    assert last_event().object_type == "audit.AccessEvent"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_costs_the_same_for_one_event_and_for_many(cast, auditor, name):
    look(cast.jobcenter, cast.peter)
    auditor.get(address(cast, name))
    with own_queries() as before:
        auditor.get(address(cast, name))
    for _ in range(7):
        look(cast.jobcenter, cast.peter, cast.thomas)
        look(cast.koordinator2, cast.peter)
    with own_queries() as after:
        auditor.get(address(cast, name))
    assert len(before) == len(after)
    assert len(after) <= 3


FUNCTIONS = (
    "log_case(1)", "log_case_number(%(id)s)", "log_of_user(%(id)s, now(), now(), 1, 0)",
    "log_unrelated(now(), now(), 1, 0)", "log_patterns(now(), now(), 1, 1)", "log_could_see(%(id)s, current_date)",
)  # fmt: skip
OF_A_CITIZEN = ("log_of_citizen(%(id)s, now(), now(), true, 1, 0)", "audit_readers_of(%(id)s, 30)")


def asked(user, function: str, citizen) -> bool:
    """Whether the database answers this user."""
    try:
        with transaction.atomic(), as_user(user), connection.cursor() as cursor:
            cursor.execute(f"select * from {function}", {"id": citizen.pk})
    except DatabaseError as refused:
        assert "may read this" in str(refused)
        return False
    return True


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_database_itself_answers_the_auditor_only(cast, function):
    assert {name for name, user in cast.everybody.items() if asked(user, function, cast.peter)} == {"logkontrol"}


@pytest.mark.parametrize("function", OF_A_CITIZEN)
def test_the_database_itself_answers_about_a_citizen_those_who_coordinate(cast, function):
    allowed = {name for name, user in cast.everybody.items() if asked(user, function, cast.peter)}
    assert allowed == {"koordinator", "projektleder", "logkontrol"}


def test_an_auditor_whose_role_has_ended_is_refused_by_the_database(cast):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("update accounts_affiliation set ends_on = %s where user_id = %s", [today(), cast.logkontrol.pk])
    assert not asked(cast.logkontrol, "log_case(1)", cast.peter)


def own(cast) -> str:
    return reverse("overview:citizen_log", args=[cast.peter.pk])


def test_the_citizens_log_says_organisation_and_role_and_names_on_request(cast, client_of):
    look(cast.jobcenter, cast.peter)
    look(cast.psykiatri, cast.peter, status=403)
    client = client_of(cast.koordinator)
    shown = client.get(own(cast))
    assert [row.user_id for row in shown.context["page"].object_list] == [cast.jobcenter.pk]
    assert "Jobcenter Guldborgsund" in text(shown)
    assert cast.jobcenter.name not in text(shown)
    assert cast.jobcenter.name in text(client.get(own(cast), {"navne": "on"}))


def printed(client, cast, **fields) -> str:
    days = {"fra": PERIOD[0].isoformat(), "til": PERIOD[1].isoformat()}
    answer = client.post(own(cast), days | fields)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == f'attachment; filename="log-{cast.peter.case_number}.pdf"'
    return " ".join("".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages).split())


def test_the_citizens_copy_is_logged_as_an_export_and_holds_no_address(cast, client_of):
    look(cast.jobcenter, cast.peter, basis="place:x consent:y")
    client = client_of(cast.koordinator)
    paper = printed(client, cast)
    assert "Hvem har set min plan" in paper
    assert "Jobcenter Guldborgsund" in paper
    assert cast.jobcenter.name not in paper
    assert cast.peter.address not in paper
    event = last_event()
    assert (event.kind, event.citizens, event.outcome) == ("export", [cast.peter.pk], "given")
    assert cast.jobcenter.name in printed(client, cast, navne="on")


def test_a_wrong_period_prints_nothing_and_keeps_what_was_typed(cast, client_of):
    answer = client_of(cast.koordinator).post(own(cast), {"fra": "2026-02-01", "til": "2026-01-01"})
    assert answer.status_code == 422
    assert 'value="2026-02-01"' in text(answer)


def test_a_look_at_a_merged_record_is_among_the_kept_ones(cast, client_of):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("update citizens_citizen set merged_into_id = %s where id = %s", [cast.peter.pk, cast.thomas.pk])
    look(cast.psykiatri, cast.thomas)
    with as_user(cast.koordinator):
        lines = log.of_citizen(cast.peter.pk, PERIOD, 1, given=True)
    assert cast.psykiatri.pk in [row.user_id for row in lines.object_list]


def test_pages_of_the_log(cast, auditor):
    for _ in range(log.PAGE_SIZE + 3):
        look(cast.jobcenter, cast.peter)
    path = reverse("overview:log_person", args=[cast.jobcenter.pk])
    second = auditor.get(path, {"page": "2"}).context["page"]
    assert (second.number, second.paginator.num_pages, len(second.object_list)) == (2, 2, 3)
    for odd in ("9", "x", "-1", "9999999999999"):
        assert auditor.get(path, {"page": odd}).context["page"].number == 1


@pytest.mark.parametrize(
    ("typed", "criterion"), [("Pilegaard", "name"), ("610171-1234", "cpr"), ("4711", "case"), ("Xu", "name")]
)
def test_a_search_says_what_it_went_by_and_not_what_was_typed(cast, client_of, typed, criterion):
    client_of(cast.koordinator).post(reverse("overview:search"), {"q": typed})
    with as_owner():
        row = AccessEvent.objects.filter(kind="search").values().get()
    assert row["criterion"] == criterion
    assert typed not in str(row.values())
