"""People are invited, moved, let go and taken back; a link works once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import actions, queries
from accounts.enums import LinkPurpose, Role
from accounts.models import LINK_LIFETIME, Affiliation, Invitation, Organisation, User
from core.dates import today
from core.models import Refused
from tests.access.conftest import afresh, change
from tests.factories.accounts import organisation

PASSWORD = "grønne-æbler-på-et-fad"


def invite(cast, **values):
    told = {"username": "ny.person", "role": Role.PARTNER, "organisation": cast.workplaces["job_centre"]}
    told |= {"starts_on": today(), "name": "Nanna Nylund", "function": "sagsbehandler"}
    return actions.invite(by=cast.admin, **{**told, **values})


def test_an_invitation_makes_a_person_who_cannot_log_in_before_the_link_is_used(cast):
    link = invite(cast)
    person = User.objects.get(username="ny.person")
    assert (person.role, person.organisation) == (Role.PARTNER, cast.workplaces["job_centre"])
    assert not person.has_usable_password()
    row = Invitation.objects.get(user=person)
    assert (row.purpose, row.used_at, row.withdrawn_at) == (LinkPurpose.INVITATION, None, None)
    assert row.history.get().history_user == cast.admin
    assert row.expires_at - row.created_at == pytest.approx(LINK_LIFETIME, abs=timedelta(seconds=5))
    assert actions.use_link(link.token, password=PASSWORD) == person
    assert afresh(person).check_password(PASSWORD)


def test_the_link_itself_is_stored_nowhere(cast):
    link = invite(cast)
    row = Invitation.objects.get()
    assert link.token not in row.token_hash
    assert row.token_hash == queries.link_hash(link.token)


def test_a_taken_user_name_is_refused_whatever_its_letters(cast):
    with pytest.raises(Refused) as said:
        invite(cast, username="KOORDINATOR")
    assert said.value.field == "username"


def test_a_link_works_once(cast):
    link = actions.give_link(cast.jobcenter, by=cast.admin)
    actions.use_link(link.token, password=PASSWORD)
    with pytest.raises(Refused):
        actions.use_link(link.token, password="noget-helt-andet-42")
    assert afresh(cast.jobcenter).check_password(PASSWORD)


def test_a_new_link_ends_the_one_before(cast):
    first = actions.give_link(cast.jobcenter, by=cast.admin)
    second = actions.give_link(cast.jobcenter, by=cast.admin)
    assert queries.open_link(first.token) is None
    assert queries.open_link(second.token).user == cast.jobcenter


def test_a_link_ends_after_seven_days(cast):
    link = actions.give_link(cast.jobcenter, by=cast.admin)
    change(Invitation.objects.get(), expires_at=timezone.now())
    assert queries.open_link(link.token) is None


def test_a_new_role_ends_the_old_one_the_day_it_begins(cast):
    day = today() + timedelta(days=5)
    row = actions.employ(
        cast.jobcenter, by=cast.admin, role=Role.LEAD, organisation=cast.workplaces["team"], starts_on=day
    )
    before = Affiliation.objects.exclude(pk=row.pk).get(user=cast.jobcenter)
    assert (before.ends_on, row.starts_on, row.ends_on) == (day, day, None)
    assert before.history.first().history_user == cast.admin
    assert afresh(cast.jobcenter).role == Role.PARTNER  # until then


def test_what_was_planned_for_later_gives_way(cast):
    work = cast.workplaces["team"]
    later = actions.employ(
        cast.jobcenter, by=cast.admin, role=Role.LEAD, organisation=work, starts_on=today() + timedelta(days=9)
    )
    actions.employ(cast.jobcenter, by=cast.admin, role=Role.ANALYST, organisation=work, starts_on=today())
    assert Affiliation.objects.get(pk=later.pk).ends_on == later.starts_on
    assert afresh(cast.jobcenter).role == Role.ANALYST


@pytest.mark.parametrize("values", [{"starts_on": -1}, {"ends_on": 0}, {"role": "owner"}, {"role": ""}])
def test_what_cannot_be_is_refused(cast, values):
    told = {"role": Role.LEAD, "starts_on": 0, **values}
    days = {name: today() + timedelta(days=told[name]) for name in ("starts_on", "ends_on") if name in told}
    with pytest.raises(Refused):
        actions.employ(cast.jobcenter, by=cast.admin, organisation=cast.workplaces["team"], role=told["role"], **days)
    assert Affiliation.objects.filter(user=cast.jobcenter).count() == 1


def test_nobody_changes_or_closes_their_own_access(cast):
    with pytest.raises(Refused):
        actions.employ(
            cast.admin, by=cast.admin, role=Role.COORDINATOR, organisation=cast.workplaces["team"], starts_on=today()
        )
    with pytest.raises(Refused):
        actions.close_login(cast.admin, by=cast.admin, reason="Slut")
    assert afresh(cast.admin).role == Role.ADMINISTRATOR


def test_closing_ends_sessions_links_and_affiliation_and_they_do_not_wake(cast, client_of):
    client, link = client_of(cast.frivillig), actions.give_link(cast.frivillig, by=cast.admin)
    assert client.get("/").status_code == 200
    actions.close_login(cast.frivillig, by=cast.admin, reason="Rejst")
    assert client.get("/").status_code == 302
    assert queries.open_link(link.token) is None
    row = Affiliation.objects.get(user=cast.frivillig)
    assert (row.ends_on, row.history.first().history_change_reason) == (today(), "Rejst")
    actions.reactivate(
        cast.frivillig, by=cast.admin, role=Role.PARTNER, organisation=cast.workplaces["shelter"], starts_on=today()
    )
    assert client.get("/").status_code == 302  # the old session stays dead
    assert afresh(cast.frivillig).role == Role.PARTNER


def test_an_organisation_ends_with_a_successor_that_exists_then(cast):
    region, successor = cast.workplaces["region"], organisation("Region Østdanmark")
    day = today() + timedelta(days=39)
    ended = actions.end_organisation(region, by=cast.admin, ends_on=day, successor=successor)
    assert (ended.ends_on, ended.successor) == (day, successor)
    gone = organisation("Forbi", ends_on=today())
    for wrong in (region, gone):
        with pytest.raises(Refused):
            actions.end_organisation(region, by=cast.admin, ends_on=day, successor=wrong)


def test_two_organisations_of_one_name_at_once_are_refused(cast):
    with pytest.raises(Refused):
        actions.add_organisation(by=cast.admin, name="region sjælland", sector="hospital", starts_on=today())
    assert Organisation.objects.filter(name__iexact="region sjælland").count() == 1
