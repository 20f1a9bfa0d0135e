"""Emergency access is opened, read and ended; and to everybody else the same answer (domain.md § 4)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role, Sector
from audit.enums import Kind, Outcome
from audit.models import AccessEvent
from citizens.access import visible_citizens
from citizens.enums import ConsentKind, Part, Stage
from citizens.models import Consent, EmergencyAccess
from core.models import Notice
from tests.factories import accounts, citizens
from tests.factories.accounts import saved
from tests.factories.peter import mark
from tests.roles import as_owner
from tests.same import same

URL = reverse("overview:emergency_open")
TEXT = "Fundet bevidstløs på gaden, kan ikke spørges"
NOBODYS = "6101011234"


def asked(number: str, **more: str) -> dict[str, str]:
    return {"cpr": number, "reason": "unable", "text": TEXT, **more}


def gone_through(answer, number: str = NOBODYS) -> str:
    """The page without what changes from one request to the next, and without the number that was typed."""
    return same(answer.content.decode()).replace(number, "").replace(NOBODYS, "")


def test_a_psychiatrist_opens_reads_and_ends(cast, client_of):
    client = client_of(cast.psykiatri)
    answer = client.post(URL, asked(cast.peter.cpr))
    row = EmergencyAccess.objects.get(user=cast.psykiatri)
    path = reverse("overview:emergency", args=[row.pk])
    assert (answer.status_code, answer["Location"]) == (302, path)
    assert (row.citizen, row.organisation, row.reason, row.text) == (
        cast.peter, cast.psykiatri.organisation, "unable", TEXT,
    )  # fmt: skip
    assert row.ends_at - row.opened_at == timedelta(minutes=60)

    page = client.get(path)
    text = page.content.decode()
    assert page.status_code == 200
    for part in (Part.ADDICTION, Part.PSYCHIATRY, Part.SOMATIC, Part.SOCIAL, Part.CRISIS):
        assert mark(part) in text, part
    assert (cast.peter.name in text, str(cast.peter.case_number) in text) == (True, True)

    ended = client.post(reverse("overview:emergency_end", args=[row.pk]))
    assert (ended.status_code, client.get(path).status_code) == (302, 404)


def test_nothing_but_crisis_plan_and_tracks_is_on_the_page(cast, client_of):
    row = citizens.emergency(cast.psykiatri, cast.peter)
    text = client_of(cast.psykiatri).get(reverse("overview:emergency", args=[row.pk])).content.decode()
    for part in (Part.FRONT, Part.ANSWERS, Part.MASTER, Part.NETWORK, Part.CONSENT):
        assert mark(part) not in text, part
    for secret in (cast.peter.cpr, cast.peter.cpr[:6], cast.peter.address, cast.peter.phone):
        assert secret not in text
    for comment in cast.comments.values():
        assert comment.text not in text


def test_nothing_else_opens_by_it(cast, client_of):
    row = citizens.emergency(cast.psykiatri, cast.peter)
    client = client_of(cast.psykiatri)
    assert client.get(reverse("overview:emergency", args=[row.pk])).status_code == 200
    for name in ("overview:plan", "overview:timeline", "tracks:log", "meetings:meetings", "followups:rounds",
                 "citizens:network", "citizens:master", "citizens:show_cpr"):  # fmt: skip
        assert client.get(reverse(name, args=[cast.peter.pk])).status_code == 404, name
    for name in ("overview:print", "overview:card", "overview:extract", "overview:closed_plan"):
        assert client.get(reverse(name, args=[cast.plan.pk])).status_code == 404, name
    assert client.post(reverse("overview:pdf", args=[cast.plan.pk])).status_code == 404
    goal = cast.goals[Part.PSYCHIATRY]
    assert client.post(reverse("tracks:comment_on_goal", args=[goal.pk]), {"text": "Hej"}).status_code == 404
    assert not visible_citizens(cast.psykiatri).filter(pk=cast.peter.pk).exists()
    assert cast.peter.name not in client.post(reverse("overview:search"), {"q": "Peter"}).content.decode()
    assert cast.peter.name not in client.get(reverse("overview:citizens")).content.decode()
    assert cast.peter.name not in client.get(reverse("overview:home")).content.decode()


def test_ones_own_place_is_not_touched(cast, client_of):
    """`sygehus` reads the somatic track and the crisis plan by consent: as before, during and after."""
    client, plan = client_of(cast.sygehus), reverse("overview:plan", args=[cast.peter.pk])
    before = gone_through(client.get(plan))
    client.post(URL, asked(cast.peter.cpr))
    row = EmergencyAccess.objects.get(user=cast.sygehus)
    during = gone_through(client.get(plan))
    client.post(reverse("overview:emergency_end", args=[row.pk]))
    after = gone_through(client.get(plan))
    assert before == during
    assert mark(Part.PSYCHIATRY) not in after
    assert mark(Part.SOMATIC) in after


@pytest.mark.parametrize(
    "who", ["koordinator", "rusmiddel", "jobcenter", "frivillig", "projektleder", "analytiker", "logkontrol", "admin"]
)
def test_whoever_lacks_the_right_gets_the_same_answer_as_for_a_number_nobody_has(cast, client_of, who):
    """Also the coordinator and the lead of that very citizen, and an analyst who works at a hospital."""
    client = client_of(cast.user(who))
    assert client.get(URL).status_code == 200
    answers = [client.post(URL, asked(number)) for number in (cast.peter.cpr, NOBODYS)]
    shown = [gone_through(answer).replace(cast.peter.cpr, "") for answer in answers]
    assert (answers[0].status_code, shown[0]) == (answers[1].status_code, shown[1])
    assert answers[0].status_code == 200
    assert TEXT in answers[0].content.decode()  # nothing typed is lost
    assert not EmergencyAccess.objects.filter(user=cast.user(who)).exists()


def unplanned(cast):
    return citizens.citizen(cast.programme, cpr="6201010001", stage=Stage.INCLUDED)


def withdrawn(cast):
    Consent.objects.get(citizen=cast.peter, kind=ConsentKind.PARTICIPATION)
    row = Consent.objects.get(citizen=cast.peter, kind=ConsentKind.PARTICIPATION)
    row.withdrawn_on, row.withdrawn_by, row.withdrawn_how = timezone.localdate(), "Peter", "phone"
    saved(row)
    return cast.peter


def voided(cast):
    cast.peter.voided, cast.peter.void_reason = True, "Forkert person"
    number = cast.peter.cpr
    saved(cast.peter)
    cast.peter.cpr = number
    return cast.peter


def left(cast):
    cast.peter.stage, cast.peter.left_on, cast.peter.left_because = Stage.LEFT, timezone.localdate(), "moved"
    saved(cast.peter)
    return cast.peter


def merged(cast):
    cast.peter.merged_into = cast.thomas
    saved(cast.peter)
    return cast.peter


@pytest.mark.parametrize("state", [unplanned, withdrawn, voided, left, merged])
def test_a_citizen_who_takes_no_part_is_as_one_who_is_not_there(cast, client_of, state):
    citizen = state(cast)
    client = client_of(cast.psykiatri)
    answers = [client.post(URL, asked(number)) for number in (citizen.cpr, NOBODYS)]
    shown = [gone_through(answer).replace(citizen.cpr, "") for answer in answers]
    assert (answers[0].status_code, shown[0]) == (200, shown[1])
    assert not EmergencyAccess.objects.filter(user=cast.psykiatri).exists()


@pytest.mark.parametrize("state", [withdrawn, voided, left, merged])
def test_it_ends_at_the_next_request_when_the_citizen_takes_no_part_any_more(cast, client_of, state):
    row = citizens.emergency(cast.psykiatri, cast.peter)
    client, path = client_of(cast.psykiatri), reverse("overview:emergency", args=[row.pk])
    assert client.get(path).status_code == 200
    state(cast)
    assert client.get(path).status_code == 404


def test_it_is_over_by_the_clock(cast, client_of):
    now = timezone.now()
    row = citizens.emergency(cast.psykiatri, cast.peter, opened_at=now - timedelta(hours=1), ends_at=now)
    assert client_of(cast.psykiatri).get(reverse("overview:emergency", args=[row.pk])).status_code == 404
    assert client_of(cast.psykiatri).post(reverse("overview:emergency_end", args=[row.pk])).status_code == 404


@pytest.mark.parametrize("who", ["sygehus", "koordinator", "projektleder", "admin", "logkontrol"])
def test_it_is_the_one_persons_who_opened_it(cast, client_of, who):
    row = citizens.emergency(cast.psykiatri, cast.peter)
    assert client_of(cast.user(who)).get(reverse("overview:emergency", args=[row.pk])).status_code == 404
    client_of(cast.user(who)).post(reverse("overview:emergency_end", args=[row.pk]))
    row.refresh_from_db()
    assert row.is_open


def test_it_ends_with_the_right(cast, client_of):
    """Another workplace in another sector from today: the open access is gone with the next request."""
    row = citizens.emergency(cast.psykiatri, cast.peter)
    client, path = client_of(cast.psykiatri), reverse("overview:emergency", args=[row.pk])
    assert client.get(path).status_code == 200
    old = cast.psykiatri.affiliation
    old.ends_on = timezone.localdate()
    saved(old)
    accounts.affiliation(
        cast.psykiatri, accounts.organisation("Andet", Sector.HOSPITAL), Role.PARTNER, starts_on=timezone.localdate()
    )
    assert client.get(path).status_code == 404


def test_two_windows_are_one_use_and_the_coordinator_is_told_once(cast, client_of):
    one, two = client_of(cast.psykiatri), client_of(cast.psykiatri)
    answers = [client.post(URL, asked(cast.peter.cpr)) for client in (one, two)]
    row = EmergencyAccess.objects.get(user=cast.psykiatri)
    assert [answer["Location"] for answer in answers] == [reverse("overview:emergency", args=[row.pk])] * 2
    assert Notice.objects.filter(kind="emergency-opened", about=row.pk).count() == 1


def test_too_many_tries_get_the_same_answer_also_for_a_number_that_is_there(cast, client_of, settings):
    settings.EMERGENCY_TRIES = 3
    client = client_of(cast.psykiatri)
    tries = [gone_through(client.post(URL, asked(NOBODYS))) for _ in range(3)]
    after = gone_through(client.post(URL, asked(cast.peter.cpr)), cast.peter.cpr)
    assert (tries[0], tries[2]) == (tries[2], after)
    assert not EmergencyAccess.objects.filter(user=cast.psykiatri).exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("cpr", "123"), ("cpr", ""), ("reason", ""), ("reason", "x"), ("text", "for kort"), ("text", " " * 30)],
)
def test_what_is_not_filled_in_is_said_beside_the_field(cast, client_of, field, value):
    answer = client_of(cast.psykiatri).post(URL, asked(cast.peter.cpr, **{field: value}))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not EmergencyAccess.objects.filter(user=cast.psykiatri).exists()


def test_each_step_stands_in_the_log(cast, client_of):
    client = client_of(cast.psykiatri)
    client.post(URL, asked(NOBODYS))
    client.post(URL, asked(cast.peter.cpr))
    row = EmergencyAccess.objects.get(user=cast.psykiatri)
    client.get(reverse("overview:emergency", args=[row.pk]))
    with as_owner():
        events = AccessEvent.objects.filter(user_id=cast.psykiatri.pk, kind__startswith="emergency").order_by("at")
        told = [(event.kind, event.outcome, event.citizens, event.basis) for event in events]
    basis = f"emergency:{row.pk}"
    assert told == [
        (Kind.EMERGENCY_REFUSED, Outcome.DENIED, [], ""),
        (Kind.EMERGENCY_OPENED, Outcome.GIVEN, [cast.peter.pk], basis),
        (Kind.EMERGENCY_READ, Outcome.GIVEN, [cast.peter.pk], basis),
    ]


def test_the_menu_names_it_only_to_those_with_the_right(cast, client_of):
    shown = {
        who: URL in client_of(cast.user(who)).get(reverse("overview:home")).content.decode()
        for who in ("psykiatri", "sygehus", "laege", "rusmiddel", "jobcenter", "koordinator", "admin")
    }
    assert [who for who, is_shown in shown.items() if is_shown] == ["psykiatri", "sygehus", "laege"]


def test_nobody_outside_gets_in(cast, client_of):
    answer = client_of(None).post(URL, asked(cast.peter.cpr))
    assert (answer.status_code, answer["Location"].startswith(reverse("account_login"))) == (302, True)
