"""Whoever changes workplace while an emergency access is open, and opens it anew there (found by the stateful test)."""

from django.urls import reverse

from accounts.actions import employ
from accounts.enums import Role, Sector
from citizens.models import EmergencyAccess
from core.dates import today
from tests.factories import accounts
from tests.overview.test_emergency_opened import URL, asked


def test_opened_anew_from_another_workplace_it_is_another_use_and_the_first_has_ended(cast, client_of):
    client = client_of(cast.psykiatri)
    client.post(URL, asked(cast.peter.cpr))
    first = EmergencyAccess.objects.get(user=cast.psykiatri)
    ward = accounts.organisation("En anden afdeling", Sector.PSYCHIATRY)
    employ(cast.psykiatri, by=cast.admin, role=Role.PARTNER, organisation=ward, starts_on=today())

    answer = client.post(URL, asked(cast.peter.cpr))
    second = EmergencyAccess.objects.exclude(pk=first.pk).get(user=cast.psykiatri)
    first.refresh_from_db()
    pages = {row: reverse("overview:emergency", args=[row.pk]) for row in (first, second)}
    assert (answer.status_code, answer["Location"], second.organisation) == (302, pages[second], ward)
    assert (first.is_open, second.is_open) == (False, True)
    assert first.ends_at <= second.opened_at
    assert [client.get(pages[row]).status_code for row in (first, second)] == [404, 200]
