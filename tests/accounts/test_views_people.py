"""The administrator's pages of people and organisations, the one-time link, and one's own account."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import actions
from accounts.enums import Role
from accounts.models import Affiliation, Organisation, User
from citizens.models import Citizen
from core.dates import today
from tests.access.conftest import afresh
from tests.factories import accounts as make
from tests.factories import citizens
from tests.factories.accounts import PASSWORD
from tests.same import same

NEW = "grønne-æbler-på-et-fad"


def url(name, *args):
    return reverse(name, args=[getattr(row, "pk", row) for row in args])


def invited(cast, client_of):
    data = {"name": "Nanna Nylund", "username": "nanna", "role": "partner", "organisation": "Jobcenter Guldborgsund"}
    data |= {"starts_on": today().isoformat(), "language": "da", "function": "", "phone": "", "email": ""}
    return client_of(cast.admin).post(url("accounts:invite"), data)


def test_the_link_is_shown_once_and_lets_the_person_in(cast, client_of, client):
    answer = invited(cast, client_of)
    assert answer.status_code == 200
    link = re.search(r"https?://testserver(/velkommen/[0-9a-f]{40}/)", answer.content.decode())[1]
    person = User.objects.get(username="nanna")
    assert link not in client_of(cast.admin).get(url("accounts:person", person)).content.decode()
    page = client.get(link).content.decode()
    assert "Nanna Nylund" in page
    assert client.post(link, {"password": NEW, "again": NEW}).status_code == 302
    assert client.login(username="nanna", password=NEW)
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(("password", "again"), [("kort", "kort"), ("password1234", "password1234"), (NEW, NEW + "x")])
def test_a_poor_password_is_refused_and_the_link_is_still_good(cast, client, password, again):
    link = actions.give_link(cast.jobcenter, by=cast.admin)
    address = url("accounts:welcome", link.token)
    assert client.post(address, {"password": password, "again": again}).status_code == 422
    assert afresh(cast.jobcenter).check_password(PASSWORD)
    assert client.get(address).status_code == 200


def test_a_password_like_ones_name_is_refused(cast, client):
    link = actions.give_link(cast.jobcenter, by=cast.admin)
    answer = client.post(url("accounts:welcome", link.token), {"password": "jytte jernvig", "again": "jytte jernvig"})
    assert answer.status_code == 422


def test_unknown_used_withdrawn_and_deactivated_are_told_the_same(cast, client):
    used, withdrawn, closed = (
        actions.give_link(person, by=cast.admin).token for person in (cast.jobcenter, cast.laege, cast.frivillig)
    )
    actions.use_link(used, password=NEW)
    actions.give_link(cast.laege, by=cast.admin)
    User.objects.filter(pk=cast.frivillig.pk).update(is_active=False)
    answers = [client.get(url("accounts:welcome", token)) for token in (used, withdrawn, closed, cast.peter.pk)]
    assert [answer.status_code for answer in answers] == [404] * 4
    bodies = {re.sub(r"/velkommen/[0-9a-f-]+/", "", same(answer.content.decode())) for answer in answers}
    assert len(bodies) == 1


def test_search_is_posted_and_folded_and_the_filter_stands_in_the_address(cast, client_of):
    client = client_of(cast.admin)
    shown = client.post(url("accounts:people"), {"find": "jernvig JOBCENTER"}).content.decode()
    assert "Jytte Jernvig" in shown
    assert "Kirsten Kjeldgaard" not in shown
    shown = client.get(url("accounts:people"), {"rolle": "coordinator", "aktiv": "no"}).content.decode()
    assert "Dorte Deaktivsen" in shown
    assert "Kirsten Kjeldgaard" not in shown
    shown = client.get(url("accounts:people"), {"organisation": cast.workplaces["practice"].pk}).content.decode()
    assert "Lars Lægaard" in shown
    assert "Jytte Jernvig" not in shown


def test_an_administrator_meets_no_citizen_anywhere(cast, client_of):
    client, words = client_of(cast.admin), {row.family_name for row in Citizen.objects.order_by("id")}
    pages = [url(name) for name in ("accounts:people", "accounts:organisations", "citizens:programmes")]
    pages += [url(f"accounts:{name}", cast.koordinator) for name in ("person", "edit_person", "give_link")]
    pages += [url(f"tracks:{name}_person", cast.koordinator) for name in ("deactivate", "move")]
    pages += [url("citizens:programme", cast.programme), url("plans:programme_prompts", cast.programme), "/"]
    for path in pages:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert {word for word in words if word in answer.content.decode()} == set(), path


def test_deactivation_is_refused_with_what_is_missing_and_by_whom(cast, client_of):
    client, path = client_of(cast.admin), url("tracks:deactivate_person", cast.koordinator)
    assert "4" in client.get(path).content.decode()
    assert client.post(path, {"reason": "Rejst"}).status_code == 422
    assert afresh(cast.koordinator).is_active
    path = url("tracks:deactivate_person", cast.analytiker)
    assert client.post(path, {"reason": "Rejst"}).status_code == 302
    assert not afresh(cast.analytiker).is_active
    data = {"role": "analyst", "organisation": "Region Sjælland, Data", "starts_on": today().isoformat()}
    assert client.post(url("accounts:reactivate", cast.analytiker), data).status_code == 200
    assert afresh(cast.analytiker).role == Role.ANALYST


def test_a_role_is_moved_by_a_dated_row(cast, client_of):
    day = today() + timedelta(days=3)
    data = {"role": "lead", "organisation": "Sammen om min vej-teamet", "starts_on": day.isoformat(), "ends_on": ""}
    assert client_of(cast.admin).post(url("tracks:move_person", cast.frivillig), data).status_code == 302
    rows = Affiliation.objects.filter(user=cast.frivillig).order_by("starts_on")
    assert [(row.role, row.ends_on) for row in rows] == [("partner", day), ("lead", None)]


@pytest.mark.parametrize("typed", ["", "Guldborgsund", "Ukendt"])  # none, two, nothing of that name
def test_a_picker_takes_only_what_is_one(cast, client_of, typed):
    data = {"role": "lead", "organisation": typed, "starts_on": today().isoformat()}
    answer = client_of(cast.admin).post(url("tracks:move_person", cast.frivillig), data)
    assert answer.status_code == 422
    assert Affiliation.objects.filter(user=cast.frivillig).count() == 1


def test_an_organisation_is_added_changed_and_ended(cast, client_of):
    client = client_of(cast.admin)
    data = {"name": "Region Østdanmark", "sector": "hospital", "phone": "", "starts_on": today().isoformat()}
    assert client.post(url("accounts:add_organisation"), data).status_code == 302
    new = Organisation.objects.get(name="Region Østdanmark")
    stale = {**data, "phone": "11", "revision": new.revision - 1}
    assert client.post(url("accounts:edit_organisation", new), stale).status_code == 422
    assert client.post(url("accounts:edit_organisation", new), {**stale, "revision": new.revision}).status_code == 302
    end = {"ends_on": (today() + timedelta(days=39)).isoformat(), "successor": "østdanmark", "reason": ""}
    region = cast.workplaces["region"]
    assert client.post(url("accounts:end_organisation", region), end).status_code == 302
    assert Organisation.objects.get(pk=region.pk).successor == new
    assert Organisation.objects.get(pk=new.pk).phone == "11"


def test_ones_own_account(cast, client_of):
    client = client_of(cast.jobcenter)
    data = {"name": "Jytte J. Jernvig", "function": "sagsbehandler", "phone": "12345678", "email": "", "language": "en"}
    assert client.post(url("accounts:account"), data).status_code == 302
    person = afresh(cast.jobcenter)
    assert (person.name, person.phone, person.language, person.role) == (
        "Jytte J. Jernvig", "12345678", "en", Role.PARTNER,
    )  # fmt: skip
    assert 'lang="en"' in client.get(url("accounts:account")).content.decode()
    assert client.post(url("accounts:account"), {**data, "name": ""}).status_code == 422


@pytest.mark.parametrize("name", ["accounts:people", "accounts:organisations", "citizens:programmes"])
def test_three_more_rows_cost_no_more_queries(cast, client_of, name, django_assert_num_queries):
    client = client_of(cast.admin)
    client.get(url(name))
    with CaptureQueriesContext(connection) as before:
        client.get(url(name))
    for number in range(3):
        make.person(Role.LEAD, make.organisation(f"Sted {number}"), f"mere{number}", f"Mere Person {number}")
        citizens.lead(citizens.programme(f"Program {number} mere"), cast.projektleder)
    with django_assert_num_queries(len(before)):
        assert client.get(url(name)).status_code == 200


def test_the_menu_marks_the_part_a_page_below_belongs_to(cast, client_of):
    client = client_of(cast.admin)
    exact, below = (client.get(url(name)).content.decode() for name in ("accounts:people", "citizens:programmes"))
    link = re.compile(r'<a href="/administration/personer/" class="nav-link" aria-current="(\w+)">')
    assert (set(link.findall(exact)), set(link.findall(below))) == ({"page"}, {"true"})
