"""The administrator sets up programmes, criteria, leads, things not to forget and legal bases."""

from datetime import timedelta

import pytest
from django.urls import reverse

from citizens.models import Criterion, Programme, ProgrammeLead, Screening
from citizens.queries import criteria_of
from core.dates import today
from plans.models import Prompt
from tests.access.conftest import change
from tests.factories.accounts import person
from tracks.models import LegalBasis

DAYS = {"quiet_hand-held": "5", "quiet_regular": "20", "quiet_as-needed": "60"}
FORM = {
    "name": "Vejen videre",
    "municipality_names": "Vordingborg\n\nNæstved\nNæstved",
    "coordinator_label": "tovholder",
    "addiction_label": "Rusmidler",
    "emergency_numbers": "112",
    "ends_on": "",
    **DAYS,
}


def url(name, *args):
    return reverse(name, args=[row.pk for row in args])


@pytest.fixture
def client(cast, client_of):
    return client_of(cast.admin)


def test_a_programme_is_added_and_changed(cast, client):
    told = {**FORM, "starts_on": today().isoformat()}
    assert client.post(url("citizens:add_programme"), told).status_code == 302
    row = Programme.objects.get(name="Vejen videre")
    assert row.municipalities == ["Vordingborg", "Næstved"]
    assert row.quiet_days == {"hand-held": 5, "regular": 20, "as-needed": 60}
    told |= {"revision": row.revision, "addiction_label": "Misbrug", "quiet_regular": "0"}
    assert client.post(url("citizens:edit_programme", row), told).status_code == 422
    assert client.post(url("citizens:edit_programme", row), {**told, "quiet_regular": "21"}).status_code == 302
    changed = Programme.objects.get(pk=row.pk)
    assert (changed.addiction_label, changed.quiet_days["regular"]) == ("Misbrug", 21)
    assert changed.history.first().history_user == cast.admin


def test_a_stale_save_names_what_changed_in_the_lists_too(cast, client):
    row = cast.programme
    told = {**FORM, "name": row.name, "starts_on": row.starts_on.isoformat(), "revision": row.revision}
    change(row, municipalities=["Lolland"], quiet_days={**row.quiet_days, "regular": 33})
    answer = client.post(url("citizens:edit_programme", row), told)
    assert answer.status_code == 422
    assert {"municipality_names", "quiet_regular"} <= answer.context["form"].errors.keys()
    assert "quiet_hand-held" not in answer.context["form"].errors
    assert Programme.objects.get(pk=row.pk).municipalities == ["Lolland"]


def test_a_second_programme_of_the_same_name_is_refused(cast, client):
    told = {**FORM, "name": cast.programme.name.upper(), "starts_on": today().isoformat()}
    assert client.post(url("citizens:add_programme"), told).status_code == 422


def test_a_retired_criterion_is_asked_no_more_and_stays_where_it_was_answered(cast, client):
    row = next(row for row in cast.criteria if row.kind == "required")
    made = Screening.objects.get(citizen=cast.peter)
    told = {"kind": row.kind, "text": row.text, "position": row.position, "revision": row.revision}
    assert client.post(url("citizens:edit_criterion", row), told).status_code == 302  # the tick is not sent
    assert row not in criteria_of(cast.programme)
    assert made.answers.filter(criterion=row).exists()
    assert row in criteria_of(cast.programme, cast.peter)


def test_an_age_needs_both_bounds(cast, client):
    told = {"kind": "age", "text": "Alder", "position": "9", "in_use": "on", "age_from": "18", "age_to": ""}
    before = Criterion.objects.count()
    assert client.post(url("citizens:add_criterion", cast.programme), told).status_code == 422
    assert client.post(url("citizens:add_criterion", cast.programme), {**told, "age_to": "17"}).status_code == 422
    assert client.post(url("citizens:add_criterion", cast.programme), {**told, "age_to": "70"}).status_code == 302
    assert Criterion.objects.count() == before + 1


def test_a_lead_begins_and_ends_by_date(cast, client, client_of):
    new = person("lead", cast.workplaces["team"], "leder2", "Lea Lederholt", function="projektleder")
    told = {"user": "lederholt", "starts_on": today().isoformat(), "ends_on": ""}
    path = url("citizens:add_lead", cast.programme)
    assert client.post(path, told).status_code == 302
    assert client.post(path, told).status_code == 422  # twice at once
    assert client.post(path, {**told, "user": "Jytte Jernvig"}).status_code == 422  # no lead by role
    plan = url("overview:plan", cast.peter)
    assert client_of(new).get(plan).status_code == 200
    row = ProgrammeLead.objects.get(user=new)
    end = {"ends_on": today().isoformat(), "reason": "Barsel"}
    assert client.post(url("citizens:end_lead", row), end).status_code == 302
    assert client_of(new).get(plan).status_code == 404


def test_a_lead_cannot_begin_in_the_past(cast, client):
    person("lead", cast.workplaces["team"], "leder3", "Leo Lederup")
    told = {"user": "Leo Lederup", "starts_on": (today() - timedelta(days=1)).isoformat(), "ends_on": ""}
    assert client.post(url("citizens:add_lead", cast.programme), told).status_code == 422


def test_a_point_not_to_forget_is_added_and_retired(cast, client):
    told = {"text": "Rygning", "tracks": ["somatic"], "position": "9", "in_use": "on"}
    assert client.post(url("plans:add_programme_prompt", cast.programme), told).status_code == 302
    row = Prompt.objects.get(text="Rygning")
    assert (row.programme, row.tracks, row.in_use) == (cast.programme, ["somatic"], True)
    path = url("plans:edit_programme_prompt", row)
    assert client.post(path, {**told, "tracks": [], "revision": row.revision}).status_code == 422
    retired = {"text": "Rygning", "tracks": ["somatic"], "position": "9", "revision": row.revision}
    assert client.post(path, retired).status_code == 302
    assert not Prompt.objects.get(pk=row.pk).in_use


def test_a_legal_basis_is_added_once_and_retired(cast, client):
    told = {"track": "social", "name": "SEL § 999", "explanation": "", "position": "0", "in_use": "on"}
    assert client.post(url("tracks:add_legal_basis"), told).status_code == 302
    assert client.post(url("tracks:add_legal_basis"), told).status_code == 422
    row = LegalBasis.objects.get(name="SEL § 999")
    del told["in_use"]
    assert client.post(url("tracks:edit_legal_basis", row), {**told, "revision": row.revision}).status_code == 302
    assert not LegalBasis.objects.get(pk=row.pk).in_use


@pytest.mark.parametrize("name", ["koordinator", "projektleder", "jobcenter", "analytiker", "superuser"])
def test_for_all_others_the_settings_do_not_exist(cast, client_of, name):
    client = client_of(cast.user(name))
    assert client.get(url("citizens:programmes")).status_code == 403
    assert client.get(url("citizens:programme", cast.programme)).status_code == 404
    assert client.get(url("accounts:people")).status_code == 403
    assert client.get(url("accounts:person", cast.laege)).status_code == 404
