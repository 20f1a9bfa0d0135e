"""A referral comes in: what is stored, what is refused, and what a known CPR number gives away (nothing)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from accounts.enums import Role
from citizens import actions
from citizens.enums import Place, Stage
from citizens.models import CareTeamMember, Citizen, CitizenUserObjectPermission, Referral, Signpost
from citizens.queries import programmes_of
from citizens.validators import parse_cpr
from core.dates import today
from core.models import Refused
from tests.cast import Cast
from tests.factories import accounts, citizens

NEW = "8512481234"


def typed(**fields: Any) -> dict[str, Any]:
    return {
        "cpr": "851248-1234",
        "given_name": "Gerda",
        "family_name": "Grønnegaard",
        "municipality": "Lolland",
        "phone": "12 34 56 78",
        "received_on": today().isoformat(),
        "referred_by": "Lise Lægesen",
        "referrer_organisation": "Lægerne Strandvej",
        "referrer_contact": "54 00 00 00",
        "reason": "Har mange kontakter og mister overblikket.",
        "citizen_agrees": "on",
        **fields,
    }


@pytest.fixture
def refer(cast: Cast, client_of: Any) -> Any:
    client = client_of(cast.koordinator)
    url, programme = reverse("citizens:refer"), cast.programme.pk
    return lambda **fields: client.post(url, typed(**{"programme": programme, **fields}))


def counted() -> tuple[int, int, int, int]:
    return tuple(model.objects.count() for model in (Citizen, Referral, CareTeamMember, Signpost))  # type: ignore[return-value]


def test_a_referral_makes_the_citizen_with_a_coordinator_and_nothing_more(cast: Cast, refer: Any) -> None:
    answer = refer()
    citizen = Citizen.objects.get(given_name="Gerda")
    assert (answer.status_code, answer.url) == (302, reverse("citizens:enrol_master", args=[citizen.pk]))
    assert (citizen.stage, citizen.cpr, citizen.born_on) == (Stage.REFERRED, NEW, date(1948, 12, 25))
    assert (citizen.programme, citizen.included_on) == (cast.programme, None)
    assert 100_000 <= citizen.case_number <= 999_999
    place = CareTeamMember.objects.get(citizen=citizen)
    assert (place.user, place.organisation, place.place) == (
        cast.koordinator,
        cast.koordinator.organisation,
        Place.COORDINATOR,
    )
    assert CitizenUserObjectPermission.objects.filter(content_object=citizen, user=cast.koordinator).count() == 1
    assert Signpost.objects.get(citizen=citizen).plan_state == ""
    referral = Referral.objects.get(citizen=citizen)
    assert (referral.citizen_agrees, referral.steps_done, referral.referred_by) == (True, [1], "Lise Lægesen")
    assert not citizen.consents.exists()
    assert citizen.history.get().history_user == cast.koordinator


def test_without_a_number_the_date_of_birth_is_typed(cast: Cast, refer: Any) -> None:
    assert refer(cpr="", born_on="1980-02-03").status_code == 302
    citizen = Citizen.objects.get(given_name="Gerda")
    assert (citizen.cpr, citizen.cpr_lookup, citizen.born_on) == ("", None, date(1980, 2, 3))


def test_two_without_a_number_do_not_collide(cast: Cast, refer: Any) -> None:
    assert [refer(cpr="", born_on="1980-02-03").status_code for _ in range(2)] == [302, 302]


def test_another_municipality_by_name(cast: Cast, refer: Any) -> None:
    assert refer(municipality="other", other_municipality="Næstved").status_code == 302
    assert Citizen.objects.get(given_name="Gerda").municipality == "Næstved"


def test_a_known_number_says_only_that_it_is_known(cast: Cast, refer: Any) -> None:
    before = counted()
    answers = [refer(cpr=row.cpr) for row in (cast.hanne, cast.asta, cast.peter)]  # a stranger's, one's own
    assert [answer.status_code for answer in answers] == [422, 422, 422]
    assert counted() == before
    for answer, row in zip(answers, (cast.hanne, cast.asta, cast.peter), strict=True):
        form = answer.context["form"]
        assert list(form.errors) == ["cpr"]
        text = answer.content.decode()
        for secret in (row.given_name, row.family_name, str(row.pk), cast.koordinator2.name):
            assert secret not in text
        # Four digits stand by chance in a programme's UUID, too.
        assert re.search(rf"(?<![\w-]){row.case_number}(?![\w-])", text) is None
        assert "Gerda" in text and row.cpr in text  # what was typed is kept
    assert len({str(answer.context["form"].errors) for answer in answers}) == 1


def test_a_race_meets_the_same_message(cast: Cast) -> None:
    """Two at once: nothing is looked up beforehand, so the second meets the database's own refusal."""
    values = typed()
    citizen = {name: values[name] for name in ("given_name", "family_name", "municipality", "phone")}
    referral = {"referred_by": "X", "reason": "Y", "citizen_agrees": True, "received_on": today()}
    taken = {"programme": cast.programme, "cpr": parse_cpr(NEW), "citizen": citizen, "referral": referral}
    actions.refer(by=cast.koordinator2, **taken)
    before = counted()
    with pytest.raises(Refused) as refused:
        actions.refer(by=cast.koordinator, **taken)
    assert refused.value.field == "cpr"
    assert counted() == before


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_citizen(cast: Cast) -> None:
    start, outcomes = Barrier(2), []

    def enter(user: Any) -> None:
        values = {"given_name": user.name, "family_name": "Samtidig"}
        referral = {"referred_by": "X", "reason": "Y", "citizen_agrees": True}
        start.wait()
        try:
            actions.refer(by=user, programme=cast.programme, cpr=parse_cpr(NEW), citizen=values, referral=referral)
            outcomes.append("stored")
        except Refused as refused:
            outcomes.append(refused.field)
        finally:
            connection.close()

    threads = [Thread(target=enter, args=[user]) for user in (cast.koordinator, cast.koordinator2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["cpr", "stored"]
    assert Citizen.objects.filter(family_name="Samtidig").count() == 1
    assert Referral.objects.filter(reason="Y").count() == 1


LONG = "x" * 1_000_000
BAD = [
    ({"citizen_agrees": ""}, "citizen_agrees"),
    ({"cpr": ""}, "born_on"),
    ({"born_on": "1980-01-01"}, "born_on"),
    ({"cpr": "310248-1234"}, "cpr"),
    ({"cpr": "320148-1234"}, "cpr"),
    ({"cpr": "12345"}, "cpr"),
    ({"cpr": "8512481234\x00"}, "cpr"),
    ({"cpr": "😀"}, "cpr"),
    ({"cpr": LONG}, "cpr"),
    ({"cpr": "", "born_on": "1980-02-31"}, "born_on"),
    ({"cpr": "", "born_on": "2980-02-01"}, "born_on"),
    ({"cpr": "", "born_on": "0001-01-01"}, "born_on"),
    ({"given_name": ""}, "given_name"),
    ({"given_name": "A\x00B"}, "given_name"),
    ({"family_name": LONG}, "family_name"),
    ({"reason": LONG}, "reason"),
    ({"reason": "Det gælder 010180-1234"}, "reason"),
    ({"received_on": "2026-02-31"}, "received_on"),
    ({"received_on": "9999-12-31"}, "received_on"),
    ({"municipality": "other"}, "other_municipality"),
    ({"municipality": "Atlantis"}, "municipality"),
]


@pytest.mark.parametrize(("fields", "field"), BAD)
def test_bad_input_keeps_what_was_typed_and_changes_nothing(
    cast: Cast, refer: Any, fields: dict[str, str], field: str
) -> None:
    before = counted()
    answer = refer(**fields)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    text = answer.content.decode()
    assert "Grønnegaard" in text or "family_name" in fields
    assert "Lægerne Strandvej" in text
    assert counted() == before


def test_emoji_and_markup_are_text(cast: Cast, refer: Any, client_of: Any) -> None:
    assert refer(given_name="<script>alert(1)</script>", reason="😀 <b>Æ</b>").status_code == 302
    citizen = Citizen.objects.get(family_name="Grønnegaard")
    assert citizen.given_name == "<script>alert(1)</script>"
    shown = client_of(cast.koordinator).get(reverse("citizens:referral", args=[citizen.pk])).content.decode()
    assert "<script>alert(1)" not in shown and "😀 &lt;b&gt;" in shown


def test_the_programme_is_one_the_workplace_coordinates_in(cast: Cast, refer: Any) -> None:
    """koordinator2 of the same team has a citizen in the second programme, so there is a choice to make."""
    other = citizens.programme("En andens program")
    citizens.place(citizens.citizen(other), accounts.person(Role.COORDINATOR), Place.COORDINATOR)
    assert programmes_of(cast.koordinator) == [cast.programme, cast.second_programme]
    for programme in (other.pk, "", "\x00"):
        answer = refer(programme=programme)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["programme"])
    assert refer(programme=cast.second_programme.pk).status_code == 302
    assert Citizen.objects.get(given_name="Gerda").programme == cast.second_programme


def test_a_new_workplace_may_begin_in_any_running_programme(cast: Cast) -> None:
    citizens.programme("Slut i går", ends_on=today())
    assert programmes_of(accounts.person(Role.COORDINATOR)) == [cast.programme, cast.second_programme]


def test_answer_to_the_referrer(cast: Cast, client_of: Any) -> None:
    url = reverse("citizens:referral", args=[cast.rita.pk])
    client = client_of(cast.koordinator)
    revision = client.get(url).context["form"]["revision"].value()
    typed_answer = {"answer": "Vi går i gang på mandag.", "answered_on": today().isoformat(), "revision": revision}
    early = {**typed_answer, "answered_on": (today() - timedelta(days=4000)).isoformat()}
    refused = client.post(url, early)
    assert refused.status_code == 422 and list(refused.context["form"].errors) == ["answered_on"]
    assert Referral.objects.get(citizen=cast.rita).answered_on is None
    assert client.post(url, typed_answer).status_code == 302
    referral = Referral.objects.get(citizen=cast.rita)
    assert (referral.answer, referral.answered_on) == ("Vi går i gang på mandag.", today())
    stale = client.post(url, {**typed_answer, "answer": "Noget andet"})
    assert stale.status_code == 422 and "Noget andet" in stale.content.decode()
    assert Referral.objects.get(citizen=cast.rita).answer == "Vi går i gang på mandag."


@pytest.mark.parametrize("who", ["projektleder", "jobcenter", "laege", "analytiker", "logkontrol", "admin"])
def test_only_coordinators_take_in_referrals(cast: Cast, client_of: Any, who: str) -> None:
    before = counted()
    client, address = client_of(cast.user(who)), reverse("citizens:refer")
    assert (client.get(address).status_code, client.post(address, typed()).status_code) == (403, 403)
    assert counted() == before
