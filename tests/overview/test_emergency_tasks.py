"""The two tasks each use of emergency access leaves: another person reviews it, and the citizen is told."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AccessEvent
from citizens.actions.emergency import review_emergency, tell_citizen
from citizens.enums import Part
from citizens.models import EmergencyAccess
from citizens.notices import EMERGENCY_OPENED, EMERGENCY_UNREVIEWED, find_unreviewed
from core.dates import today
from core.models import Refused
from core.outbox.notices import tell
from somv.wiring import KINDS
from tests.factories import accounts, citizens
from tests.factories.peter import mark
from tests.roles import as_owner

REVIEW = {"finding": "justified", "note": "Talt med vagthavende: kunne ikke vente"}


@pytest.fixture
def used(cast):
    """Psychiatry has opened Peter's case: not reviewed, the citizen not told."""
    return citizens.emergency(cast.psykiatri, cast.peter)


def address(name: str, row: EmergencyAccess) -> str:
    return reverse(f"overview:emergency_{name}", args=[row.pk])


def home_of(client) -> str:
    return client.get(reverse("overview:home")).content.decode()


def test_the_lead_reviews_it(cast, client_of, used):
    lead = client_of(cast.projektleder)
    assert address("review", used) in home_of(lead)
    page = lead.get(address("review", used)).content.decode()
    assert (cast.psykiatri.name in page, used.text in page, str(cast.peter.case_number) in page) == (True,) * 3
    assert cast.peter.name not in page  # the use is looked at, not the case
    answer = lead.post(address("review", used), REVIEW)
    used.refresh_from_db()
    assert (answer.status_code, used.finding, used.review_note, used.reviewed_by) == (
        302, "justified", REVIEW["note"], cast.projektleder,
    )  # fmt: skip
    assert address("review", used) not in home_of(lead)
    assert address("review", used) in lead.get(reverse("overview:emergency_reviews")).content.decode()


@pytest.mark.parametrize(
    "who", ["psykiatri", "sygehus", "koordinator", "koordinator2", "analytiker", "logkontrol", "admin", "superuser"]
)
def test_nobody_else_reviews_it(cast, client_of, used, who):
    client = client_of(cast.user(who))
    assert client.get(address("review", used)).status_code == 404
    assert client.post(address("review", used), REVIEW).status_code == 404
    used.refresh_from_db()
    assert used.reviewed_at is None
    assert client.get(reverse("overview:emergency_reviews")).status_code == 403


def test_a_lead_of_another_programme_does_not_review_it(cast, client_of, used):
    other = accounts.person("lead", cast.workplaces["team"], "anden-leder")
    citizens.lead(cast.second_programme, other)
    client = client_of(other)
    assert client.post(address("review", used), REVIEW).status_code == 404
    assert address("review", used) not in client.get(reverse("overview:emergency_reviews")).content.decode()


def test_the_one_who_used_it_never_reviews_it_even_as_lead(cast, client_of):
    """Somebody who has come to lead the programme since."""
    used = citizens.emergency(cast.projektleder, cast.peter)
    client = client_of(cast.projektleder)
    assert client.post(address("review", used), REVIEW).status_code == 404
    with pytest.raises(Refused):
        review_emergency(used, by=cast.projektleder, **REVIEW)
    used.refresh_from_db()
    assert used.reviewed_at is None


def test_a_review_is_made_once_and_needs_a_note(cast, client_of, used):
    lead = client_of(cast.projektleder)
    assert lead.post(address("review", used), {"finding": "justified", "note": ""}).status_code == 422
    assert lead.post(address("review", used), {"finding": "", "note": "Set"}).status_code == 422
    lead.post(address("review", used), REVIEW)
    again = lead.post(address("review", used), {"finding": "not-justified", "note": "Fortrudt"})
    used.refresh_from_db()
    assert (again.status_code, used.finding) == (422, "justified")


def test_after_14_days_it_stands_as_overdue_on_the_leads_front_page(cast, client_of):
    lead = client_of(cast.projektleder)
    then = timezone.now() - timedelta(days=13, hours=23)
    used = citizens.emergency(cast.psykiatri, cast.peter, opened_at=then, ends_at=then + timedelta(hours=1))
    assert "Over frist" not in home_of(lead).split('id="emergencies"')[1].split("</section>")[0]
    then = timezone.now() - timedelta(days=14)
    citizens.emergency(cast.sygehus, cast.peter, opened_at=then, ends_at=then + timedelta(hours=1))
    box = home_of(lead).split('id="emergencies"')[1].split("</section>")[0]
    assert box.count("Over frist") == 1
    assert address("review", used) in box


def test_the_coordinator_tells_the_citizen(cast, client_of, used):
    client = client_of(cast.koordinator)
    assert address("tell", used) in home_of(client)
    answer = client.post(address("tell", used), {"told_on": str(today()), "how": "Ved et besøg"})
    used.refresh_from_db()
    assert (answer.status_code, used.told_by, used.told_on, used.told_how) == (
        302, cast.koordinator, today(), "Ved et besøg",
    )  # fmt: skip
    assert address("tell", used) not in home_of(client)


def test_or_says_why_not(cast, client_of, used):
    client_of(cast.koordinator).post(address("tell", used), {"because": "Borgeren er død"})
    used.refresh_from_db()
    assert (used.told_on, used.not_told_because, used.is_told) == (None, "Borgeren er død", True)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"told_on": "2020-01-01", "how": "Ved et besøg"},
        {"told_on": "2199-01-01", "how": "Ved et besøg"},
        {"how": "Ved et besøg"},
        {"told_on": "2026-11-23", "how": ""},
        {"told_on": "2026-11-23", "how": "Ved et besøg", "because": "Og dog ikke"},
    ],
)
def test_half_of_it_does_not_close_the_task(cast, client_of, used, sent):
    assert client_of(cast.koordinator).post(address("tell", used), sent).status_code == 422
    used.refresh_from_db()
    assert not used.is_told


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("psykiatri", 404), ("sygehus", 404), ("koordinator2", 404), ("projektleder", 403), ("analytiker", 404),
        ("logkontrol", 404), ("admin", 404),
    ],
)  # fmt: skip
def test_only_a_coordinator_of_the_citizen_closes_it(cast, client_of, used, who, status):
    client = client_of(cast.user(who))
    assert client.post(address("tell", used), {"because": "Nej"}).status_code == status
    used.refresh_from_db()
    assert not used.is_told


def test_it_is_told_once(cast, used):
    tell_citizen(used, by=cast.koordinator, because="Borgeren er død")
    with pytest.raises(Refused):
        tell_citizen(used, by=cast.koordinator, told_on=today(), how="Ved et besøg")


def test_coordinator_and_lead_are_told_at_once_and_by_nobodys_name(cast, used):
    cast.koordinator.email, cast.projektleder.email = "k@eksempel.invalid", "l@eksempel.invalid"
    for person in (cast.koordinator, cast.projektleder):
        person.save()
    tell(EMERGENCY_OPENED.name, used.pk, "opened", timezone.now())
    told = EMERGENCY_OPENED.judge([(used.pk, "opened")], timezone.now())[used.pk, "opened"]
    assert set(told.recipients) == {cast.koordinator.pk, cast.projektleder.pk}
    assert (EMERGENCY_OPENED.at_once, KINDS["emergency-opened"]) == (True, EMERGENCY_OPENED)
    words = f"{told.line} {told.path} {told.reference}"
    for name in (cast.peter.name, cast.psykiatri.name, str(used.pk), str(cast.peter.pk), used.text):
        assert name not in words


def test_the_lead_is_reminded_after_a_week_unless_it_was_reviewed(cast, used):
    now = timezone.now()
    assert used.pk not in {due.about for due in find_unreviewed(now + timedelta(days=6, hours=23))}
    (due,) = [due for due in find_unreviewed(now + timedelta(days=7)) if due.about == used.pk]
    key = (due.about, due.occasion)
    assert EMERGENCY_UNREVIEWED.judge([key], now)[key].recipients == (cast.projektleder.pk,)
    review_emergency(used, by=cast.projektleder, **REVIEW)
    assert EMERGENCY_UNREVIEWED.judge([key], now) == {}
    assert [due for due in find_unreviewed(now + timedelta(days=7)) if due.about == used.pk] == []


def test_the_reviewer_sees_what_was_read(cast, client_of, used):
    client_of(cast.psykiatri).get(reverse("overview:emergency", args=[used.pk]))
    page = client_of(cast.projektleder).get(address("review", used)).content.decode()
    assert page.count("har læst ved nødadgang") == 1
    for part in (Part.CRISIS, Part.PSYCHIATRY):
        assert mark(part) not in page


def test_the_auditor_sees_it_among_who_could_see(cast, client_of, used):
    path = reverse("overview:log_could_see", args=[cast.peter.pk])
    page = client_of(cast.logkontrol).get(path, {"dag": str(today())}).content.decode()
    assert cast.psykiatri.name in page


def test_the_citizens_log_shows_it(cast, client_of, used):
    client_of(cast.psykiatri).get(reverse("overview:emergency", args=[used.pk]))
    page = client_of(cast.koordinator).get(reverse("overview:citizen_log", args=[cast.peter.pk])).content.decode()
    assert "nødadgang" in page
    with as_owner():
        assert AccessEvent.objects.filter(basis=f"emergency:{used.pk}").count() == 1
