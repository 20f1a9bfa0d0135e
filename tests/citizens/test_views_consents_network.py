"""The pages of consents: nothing typed is lost, withdrawals name whom they hit and bite at the very next request."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from citizens.enums import ConsentKind, Level, Part
from citizens.forms.consents import cell_name
from citizens.models import Citizen, Consent, ConsentScope
from core.dates import add_months, today
from tests.cast import Cast
from tests.factories import citizens

SAID = {"withdrawn_by": "Peter", "withdrawn_how": "phone", "withdrawn_on": today().isoformat()}


@pytest.fixture
def client(cast: Cast, client_of: Any) -> Any:
    return client_of(cast.koordinator)


def url(name: str, *args: Any) -> str:
    return reverse(f"citizens:{name}", args=[getattr(arg, "pk", arg) for arg in args])


def typed(cast: Cast, *workplaces: str, **values: Any) -> dict[str, Any]:
    """A whole grid: each workplace may read the social track."""
    rows = [cast.workplaces[name] for name in workplaces]
    cells = {cell_name(row, Part.SOCIAL): Level.READ.value for row in rows}
    said = {"form": "written", "given_on": today().isoformat(), "given_to": str(cast.koordinator.pk)}
    said |= {"purpose": "Samarbejde om bolig", "expires_on": add_months(today(), 12).isoformat()}
    return {**said, "organisation": [str(row.pk) for row in rows], **cells, **values}


def test_recorded_beside_those_that_stand(cast: Cast, client: Any) -> None:
    answer = client.post(url("add_exchange", cast.peter), typed(cast, "shelter", "job_centre"))
    assert (answer.status_code, answer.url) == (302, url("network", cast.peter))
    new = Consent.objects.get(purpose="Samarbejde om bolig")
    assert {(cell.organisation.name, cell.part, cell.level) for cell in new.scopes.all()} == {
        ("Værestedet Havnen", "social", "read"),
        ("Jobcenter Guldborgsund", "social", "read"),
    }
    assert (new.given_to, new.history.get().history_user) == (cast.koordinator, cast.koordinator)


@pytest.mark.parametrize(
    ("field", "bad"),
    [
        ("expires_on", add_months(today(), 14).isoformat()),
        ("expires_on", "2026-02-31"),
        ("expires_on", ""),
        ("given_on", "2026-13-32"),
        ("given_on", (today() + timedelta(days=1)).isoformat()),
        ("form", "smoke"),
        ("given_to", "nobody"),
        ("purpose", ""),
        ("purpose", "x" * 1_000_000),
        ("purpose", "nul\x00"),
    ],
)
def test_bad_input_says_so_by_the_field_and_keeps_what_was_typed(cast: Cast, client: Any, field: str, bad: str) -> None:
    before = (Consent.objects.count(), ConsentScope.objects.count())
    data = typed(cast, "shelter", why_oral="Ordret <script>alert(1)</script> 🙂", **{field: bad})
    answer = client.post(url("add_exchange", cast.peter), data)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    page = answer.content.decode()
    assert "Ordret &lt;script&gt;alert(1)&lt;/script&gt; 🙂" in page and "Værestedet Havnen" in page
    assert f'name="{cell_name(cast.workplaces["shelter"], Part.SOCIAL)}"' in page
    assert answer.context["form"][cell_name(cast.workplaces["shelter"], Part.SOCIAL)].value() == "read"
    assert (Consent.objects.count(), ConsentScope.objects.count()) == before


def test_an_empty_grid_is_no_consent(cast: Cast, client: Any) -> None:
    before = Consent.objects.count()
    answer = client.post(url("add_exchange", cast.peter), typed(cast))
    assert (answer.status_code, Consent.objects.count()) == (422, before)


def test_organisations_come_and_go_with_everything_typed_kept(cast: Cast, client: Any) -> None:
    data = typed(cast, "shelter", purpose="Halvfærdig", expires_on="sludder")
    found = client.post(url("add_exchange", cast.peter), {**data, "do": "find", "find": "falster"})
    assert [hit.name for hit in found.context["hits"]] == ["Distriktspsykiatrien Lolland-Falster"]
    psychiatry = cast.workplaces["district_psychiatry"]
    added = client.post(url("add_exchange", cast.peter), {**data, "add": str(psychiatry.pk)})
    names = [row.name for row, _fields, _now in added.context["grid"]]
    assert (added.status_code, names) == (200, ["Distriktspsykiatrien Lolland-Falster", "Værestedet Havnen"])
    assert added.context["form"]["purpose"].value() == "Halvfærdig"
    assert "sludder" in added.content.decode()
    gone = client.post(url("add_exchange", cast.peter), {**data, "remove": str(cast.workplaces["shelter"].pk)})
    assert gone.context["grid"] == []
    assert client.post(url("add_exchange", cast.peter), {**data, "add": "no-uuid"}).status_code == 200
    assert not Consent.objects.filter(purpose="Halvfærdig").exists()


def test_an_organisation_that_is_gone_is_not_offered(cast: Cast, client: Any) -> None:
    gone = cast.workplaces["district_psychiatry"]
    gone.ends_on = today()
    citizens.saved(gone)
    answer = client.post(url("add_exchange", cast.peter), {**typed(cast), "do": "find", "find": "falster"})
    assert answer.context["hits"] == []


def test_filled_in_as_it_is_today_to_renew(cast: Cast, client: Any) -> None:
    rows = [cast.workplaces[name] for name in ("practice", "job_centre")]
    data = {"organisation": [str(row.pk) for row in rows], "do": "as-now"}
    form = client.post(url("add_exchange", cast.peter), data).context["form"]
    assert form[cell_name(rows[0], Part.SOMATIC)].value() == "comment"
    assert form[cell_name(rows[0], Part.FRONT)].value() == "read"
    assert form[cell_name(rows[1], Part.SOMATIC)].value() in (None, "")


def test_the_form_for_signature_on_screen_and_as_pdf(cast: Cast, client: Any) -> None:
    before = Consent.objects.count()
    screen = client.post(url("consent_form", cast.peter), typed(cast, "shelter")).content.decode()
    for words in ("Værestedet Havnen", "Social indsats", "Samarbejde om bolig", "trække mit samtykke tilbage"):
        assert words in screen
    answer = client.post(url("consent_form", cast.peter), typed(cast, "shelter", pdf="1"))
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert cast.peter.cpr[-4:] not in screen
    assert client.post(url("consent_form", cast.peter), typed(cast)).status_code == 422
    assert client.get(url("consent_form", cast.peter)).url == url("add_exchange", cast.peter)
    assert Consent.objects.count() == before


def test_withdrawing_says_who_loses_what_and_bites_at_the_next_request(cast: Cast, client: Any, client_of: Any) -> None:
    partner = client_of(cast.jobcenter)
    plan = reverse("overview:plan", args=[cast.peter.pk])
    assert partner.get(plan).status_code == 200
    asked = client.get(url("withdraw_consent", cast.exchange)).content.decode()
    assert "Jobcenter Guldborgsund (Jytte Jernvig) kan ikke længere se Social indsats." in asked
    assert partner.get(plan).status_code == 200  # asking changes nothing
    client.post(url("withdraw_consent", cast.exchange), SAID)
    assert partner.get(plan).status_code == 404
    assert Consent.objects.get(pk=cast.exchange.pk).withdrawn_on == today()


def test_withdrawing_for_one_organisation_leaves_the_others(cast: Cast, client: Any, client_of: Any) -> None:
    job, plan = cast.workplaces["job_centre"], reverse("overview:plan", args=[cast.peter.pk])
    assert client.post(url("withdraw_organisation", cast.peter, job), SAID).status_code == 302
    assert client_of(cast.jobcenter).get(plan).status_code == 404
    assert client_of(cast.rusmiddel).get(plan).status_code == 200
    assert client.get(url("withdraw_organisation", cast.peter, job)).status_code == 404


def test_another_consent_that_covers_the_same_is_told(cast: Cast, client: Any) -> None:
    cells = {cast.workplaces["job_centre"]: {Part.SOCIAL: Level.READ}}
    extra = citizens.exchange(cast.peter, cast.koordinator, cells)
    assert "Ingen mister adgang i dag" in client.get(url("withdraw_consent", extra)).content.decode()


def test_a_withdrawal_without_how_keeps_what_was_typed(cast: Cast, client: Any) -> None:
    answer = client.post(url("withdraw_consent", cast.exchange), {**SAID, "withdrawn_by": "Ruth", "withdrawn_how": ""})
    assert (answer.status_code, answer.context["form"]["withdrawn_by"].value()) == (422, "Ruth")
    assert Consent.objects.get(pk=cast.exchange.pk).withdrawn_on is None


def test_participation_withdrawn_leaves_the_coordinator_reading(cast: Cast, client: Any) -> None:
    asked = client.get(url("withdraw_consent", cast.participation)).content.decode()
    assert "højst 30 dage" in asked
    client.post(url("withdraw_consent", cast.participation), SAID)
    assert client.get(url("network", cast.peter)).status_code == 200
    assert client.get(url("add_exchange", cast.peter)).status_code == 403
    assert client.post(url("add_exchange", cast.peter), typed(cast, "shelter")).status_code == 403


def test_relatives_and_data_have_no_grid(cast: Cast, client: Any) -> None:
    data = {key: value for key, value in typed(cast).items() if key != "expires_on"}
    client.post(url("add_consent", cast.peter), {**data, "kind": "relatives"})
    row = Consent.objects.get(citizen=cast.peter, kind=ConsentKind.RELATIVES)
    assert (row.expires_on, row.scopes.count()) == (None, 0)
    again = client.post(url("add_consent", cast.peter), {**data, "kind": "participation"})
    assert (again.status_code, "kind" in again.context["form"].errors) == (422, True)


def test_the_enrolment_asks_for_participation_first_then_for_the_exchange(cast: Cast, client: Any) -> None:
    citizens.screening(cast.rita)
    step = url("enrol_consent", cast.rita)
    assert "organisation" not in client.get(step).content.decode().split("<main")[1].lower()
    assert client.get(url("enrol_network", cast.rita)).status_code == 403
    client.post(step, {key: value for key, value in typed(cast).items() if key != "expires_on"})
    rita = Citizen.objects.get(pk=cast.rita.pk)
    assert (rita.stage, rita.referral.steps_done) == ("included", [1, 3])
    assert client.post(step, typed(cast, "shelter")).url == url("enrol_network", cast.rita)
    assert client.post(url("enrol_network", cast.rita)).url == reverse("tracks:enrol_voice", args=[cast.rita.pk])
    assert Citizen.objects.get(pk=cast.rita.pk).referral.steps_done == [1, 3, 4]
