"""Four eyes: roles that lead far, and ways into the log-in of whoever holds one, wait for a second administrator."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.enums import Role, WishKind
from accounts.models import Affiliation, FactorReset, Invitation, User, Wish
from accounts.queries import addressees, leads_far
from core.attribution import SYSTEM
from core.dates import today
from core.models import Refused
from core.outbox.sweep import sweep
from manage import database_role
from somv.wiring import KINDS
from tests.access.conftest import afresh
from tests.factories import accounts as make
from tests.factories.accounts import PASSWORD, saved
from tests.overview.traces import events
from tests.roles import WORKER, as_role
from tracks.actions.people import move
from tracks.actions.wishes import answer_wish

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SENT = {"csrfmiddlewaretoken": "x"}  # a form without fields, as a browser sends it
WAITS = "Venter på en anden administrators ja"


@pytest.fixture
def second(cast):
    """A second administrator, with an address to be told at."""
    team = cast.workplaces["team"]
    return make.person(Role.ADMINISTRATOR, team, "admin2", "Britta Bjerring", email="britta@eksempel.invalid")


def url(name, row=None):
    return reverse(name, args=[row.pk] if row else [])


def invited(client, role="administrator"):
    data = {"name": "Nanna Nylund", "username": "nanna", "role": role, "organisation": "Jobcenter Guldborgsund"}
    data |= {"starts_on": today().isoformat(), "language": "da", "function": "", "phone": "", "email": ""}
    return client.post(url("accounts:invite"), data)


def moved(client, person, role, **days):
    data = {"role": role, "organisation": "Sammen om min vej-teamet", "starts_on": today().isoformat(), "ends_on": ""}
    return client.post(url("tracks:move_person", person), {**data, **days})


def answer(client, wish, what):
    return client.post(url("tracks:answer_wish", wish), {"answer": what})


def said(answered):
    """What the action answered; the constraints would refuse, too, in other words."""
    assert answered.status_code == 422
    return answered.context["form"].non_field_errors()[0]


def wish_about(person):
    return Wish.objects.get(person=person, outcome="")


def decide(wish, reason):
    with as_role(WORKER):
        call_command("decide_wish", str(wish.pk), "granted", reason=reason)


@pytest.mark.parametrize("role", ["administrator", "auditor"])
def test_an_invitation_to_a_far_role_waits_and_a_second_administrator_gives_it(cast, client_of, second, role, client):
    asker, other = client_of(cast.admin), client_of(second)
    page = asker.post(url("accounts:people")).content.decode()
    there = page.count(WAITS)
    assert invited(asker, role).url == url("accounts:person", User.objects.get(username="nanna"))
    person = User.objects.get(username="nanna")
    assert (Affiliation.objects.filter(user=person).count(), Invitation.objects.filter(user=person).count()) == (0, 0)
    assert not person.has_usable_password() and afresh(person).role is None
    shown = asker.get(url("accounts:person", person)).content.decode()
    assert WAITS in shown and "Arne Adelgaard bad om det" in shown and "træk det tilbage" in shown
    assert asker.post(url("accounts:people")).content.decode().count(WAITS) == there + 1
    wish = wish_about(person)
    front = other.get("/").content.decode()
    assert "Venter på dit ja" in front and "Nanna Nylund" in front and url("tracks:answer_wish", wish) in front
    assert "Venter på dit ja" not in asker.get("/").content.decode()
    asked = other.get(url("tracks:answer_wish", wish)).content.decode()
    assert "Godkend" in asked and "Afslå" in asked and "Arne Adelgaard" in asked
    answered = answer(other, wish, "granted")
    link = re.search(r"https?://testserver(/velkommen/[0-9a-f]{40}/)", answered.content.decode())[1]
    row = Affiliation.objects.get(user=person)
    told = row.history.get()
    assert (row.role, told.history_user) == (role, second)
    assert "Arne Adelgaard" in told.history_change_reason
    wish.refresh_from_db()
    assert (wish.outcome, wish.asked_by, wish.decided_by) == ("granted", cast.admin, second)
    assert [event[0] for event in events()][-1] == "change"
    new = "grønne-æbler-på-et-fad"
    assert client.post(link, {"password": new, "again": new}).status_code == 302
    assert client.login(username="nanna", password=new)


def test_other_roles_are_given_at_once(cast, client_of):
    assert "velkommen" in invited(client_of(cast.admin), "lead").content.decode()
    assert moved(client_of(cast.admin), cast.frivillig, "analyst").status_code == 302
    assert afresh(cast.frivillig).role == Role.ANALYST
    assert Wish.objects.count() == 1  # the cast's


def test_a_role_for_somebody_who_works_here_changes_nothing_until_agreed(cast, client_of, second):
    asker, open_link = client_of(cast.admin), actions.give_link(cast.frivillig, by=cast.admin)
    assert moved(asker, cast.frivillig, "auditor").status_code == 302
    assert afresh(cast.frivillig).role == Role.PARTNER
    assert answer(client_of(second), wish_about(cast.frivillig), "granted").status_code == 302
    assert afresh(cast.frivillig).role == Role.AUDITOR
    assert Invitation.objects.get(user=cast.frivillig).withdrawn_at  # the asker may have it in hand
    with pytest.raises(Refused):
        actions.use_link(open_link.token, password="grønne-æbler-på-et-fad")


def test_nobody_answers_what_they_asked_or_what_is_about_them(cast, client_of, second):
    moved(client_of(cast.admin), cast.frivillig, "administrator")
    wish = wish_about(cast.frivillig)
    page = client_of(cast.admin).get(url("tracks:answer_wish", wish)).content.decode()
    assert 'value="granted"' not in page and 'value="withdrawn"' in page
    for what in ("granted", "refused"):
        assert said(answer(client_of(cast.admin), wish, what)).startswith("Du har selv bedt om det")
    about_second = make.wish(second, cast.admin)
    for what in ("granted", "refused"):
        assert said(answer(client_of(second), about_second, what)).startswith("Det handler om dig selv")
    assert said(answer(client_of(second), wish, "withdrawn")).startswith("Kun den, der har bedt om det")
    assert answer(client_of(second), about_second, "withdrawn").status_code == 422
    assert answer(client_of(second), wish, "").status_code == 422
    assert afresh(cast.frivillig).role == Role.PARTNER
    assert set(Wish.objects.values_list("outcome", flat=True)) == {""}
    for name in ("koordinator", "projektleder", "logkontrol", "superuser"):
        assert answer(client_of(cast.user(name)), wish, "granted").status_code == 404
    assert answer(client_of(second, fresh=False), wish, "granted").status_code == 422  # step-up
    assert Wish.objects.get(pk=wish.pk).outcome == ""


def test_refused_and_withdrawn_change_nothing_and_can_be_asked_again(cast, client_of, second):
    asker, other = client_of(cast.admin), client_of(second)
    for client, what in ((other, "refused"), (asker, "withdrawn")):
        moved(asker, cast.frivillig, "administrator")
        assert moved(asker, cast.frivillig, "administrator").status_code == 422  # waits already
        wish = wish_about(cast.frivillig)
        assert answer(client, wish, what).status_code == 302
        assert Wish.objects.get(pk=wish.pk).outcome == what
        assert answer(other, wish, "granted").status_code == 422  # answered once
    assert afresh(cast.frivillig).role == Role.PARTNER


def test_ways_into_the_log_in_of_such_a_person_wait(cast, client_of, second):
    person, asker, other = cast.logkontrol, client_of(cast.admin), client_of(second)
    TOTP.activate(person, SECRET)
    answer(asker, cast.wish, "withdrawn")  # a link for logkontrol waits in the cast
    assert "på grund af personens rolle" in asker.get(url("accounts:give_link", person)).content.decode()
    assert asker.post(url("accounts:give_link", person), SENT).status_code == 302
    assert asker.post(url("accounts:reset_second_factor", person), {"reason": "Telefonen er væk"}).status_code == 302
    assert (Invitation.objects.count(), FactorReset.objects.count(), Authenticator.objects.count()) == (0, 0, 1)
    wishes = {row.what: row for row in Wish.objects.filter(person=person, outcome="")}
    assert "velkommen" in answer(other, wishes[WishKind.LINK], "granted").content.decode()
    assert Invitation.objects.get().user == person
    assert answer(other, wishes[WishKind.SECOND_STEP], "granted").status_code == 302
    reset = FactorReset.objects.get()
    assert (reset.reason, Authenticator.objects.count()) == ("Telefonen er væk", 0)
    assert reset.history.get().history_user == second
    assert "Arne Adelgaard" in reset.history.get().history_change_reason
    assert person.check_password(PASSWORD)


def test_a_way_in_waits_already_while_the_role_waits_or_is_to_come(cast, client_of):
    moved(client_of(cast.admin), cast.frivillig, "auditor")
    assert leads_far(cast.frivillig)
    assert client_of(cast.admin).post(url("accounts:give_link", cast.frivillig), SENT).status_code == 302
    assert Invitation.objects.count() == 0
    assert not leads_far(cast.jobcenter)
    later = today() + timedelta(days=30)
    row = Affiliation(user=cast.unaffiliated, role=Role.AUDITOR, organisation=cast.workplaces["region"])
    row.starts_on = later
    saved(row)
    assert leads_far(cast.unaffiliated)


def test_taken_back_with_a_far_role_waits(cast, client_of, second):
    data = {"role": "auditor", "organisation": "Region Sjælland, Data", "starts_on": today().isoformat()}
    assert client_of(cast.admin).post(url("accounts:reactivate", cast.deactivated), data).status_code == 302
    assert not afresh(cast.deactivated).is_active
    assert "velkommen" in answer(client_of(second), wish_about(cast.deactivated), "granted").content.decode()
    person = afresh(cast.deactivated)
    assert (person.is_active, person.role) == (True, Role.AUDITOR)


def test_what_is_agreed_to_is_judged_as_things_stand(cast, client_of, second):
    asker, other = client_of(cast.admin), client_of(second)
    moved(asker, cast.frivillig, "auditor")
    wish = wish_about(cast.frivillig)
    User.objects.filter(pk=cast.frivillig.pk).update(is_active=False)
    assert "deaktiveret" in answer(other, wish, "granted").content.decode()
    User.objects.filter(pk=cast.frivillig.pk).update(is_active=True)
    role = Affiliation.objects.get(user=cast.admin)
    role.ends_on = today()
    saved(role)
    refused = answer(other, wish, "granted")
    assert refused.status_code == 422 and "ikke længere administrator" in refused.content.decode()
    role.ends_on = None
    saved(role)
    team = cast.workplaces["team"]
    actions.employ(cast.frivillig, by=SYSTEM, role=Role.AUDITOR, organisation=team, starts_on=today())
    assert "har allerede" in answer(other, wish, "granted").content.decode()
    assert Wish.objects.get(pk=wish.pk).outcome == ""


def test_who_coordinates_meanwhile_hands_over_first(cast, client_of, second):
    wish = make.wish(
        cast.koordinator, cast.admin, WishKind.ROLE,
        role=Role.AUDITOR, organisation=cast.workplaces["team"], starts_on=today(),
    )  # fmt: skip
    assert answer(client_of(second), wish, "granted").status_code == 422
    assert afresh(cast.koordinator).role == Role.COORDINATOR


def test_nobody_answers_after_seven_days(cast, client_of, second):
    moved(client_of(cast.admin), cast.frivillig, "auditor")
    wish = wish_about(cast.frivillig)
    assert timedelta(days=6, hours=23) < wish.expires_at - timezone.now() <= timedelta(days=7)
    wish.expires_at = timezone.now()
    saved(wish)
    assert "Venter på dit ja" in client_of(second).get("/").content.decode()  # the cast's
    assert "Frida Frihavn" not in client_of(second).get("/").content.decode()
    assert said(answer(client_of(second), wish, "granted")).startswith("Det venter ikke længere")
    assert afresh(cast.frivillig).role == Role.PARTNER
    assert moved(client_of(cast.admin), cast.frivillig, "auditor").status_code == 302  # asked anew
    assert sorted(Wish.objects.filter(person=cast.frivillig).values_list("outcome", flat=True)) == ["", "expired"]


def test_a_first_day_that_passed_while_it_waited_is_today(cast, second):
    told = {"role": Role.AUDITOR, "organisation": cast.workplaces["team"], "starts_on": today() - timedelta(days=2)}
    wish = make.wish(cast.frivillig, cast.admin, WishKind.ROLE, **told)
    answer_wish(wish, by=second, answer="granted")
    assert afresh(cast.frivillig).affiliation.starts_on == today()


def test_the_other_administrators_are_told_by_a_mail_that_names_nobody(cast, second):
    cast.admin.email = "arne@eksempel.invalid"
    cast.admin.save()
    told = {"organisation": cast.workplaces["team"], "starts_on": today()}
    wish = move(cast.frivillig, by=cast.admin, role=Role.AUDITOR, **told)
    sweep(KINDS, addressees, timezone.now())
    (letter,) = mail.outbox
    assert letter.to == ["britta@eksempel.invalid"]
    assert "venter på dit ja" in letter.body
    for word in ("Frida", "Frihavn", "Arne", "Adelgaard", "logkontrol", str(wish.pk), str(cast.frivillig.pk)):
        assert word not in letter.subject + letter.body


def test_one_administrator_alone_is_told_what_to_do_and_the_operator_answers(cast, client_of, capsys):
    moved(client_of(cast.admin), cast.frivillig, "auditor")
    wish = wish_about(cast.frivillig)
    page = client_of(cast.admin).get(url("tracks:answer_wish", wish)).content.decode()
    assert "decide_wish" in page and str(wish.pk) in page
    with pytest.raises(CommandError):
        call_command("decide_wish", str(wish.pk), "granted", reason=" ")
    with pytest.raises(CommandError):
        call_command("decide_wish", str(cast.frivillig.pk), "granted", reason="x")
    assert afresh(cast.frivillig).role == Role.PARTNER
    decide(wish, "Ringet til lederen")
    assert afresh(cast.frivillig).role == Role.AUDITOR
    told = Affiliation.objects.get(user=cast.frivillig, role=Role.AUDITOR).history.get()
    assert told.history_user is None
    assert "Ringet til lederen" in told.history_change_reason and "Arne Adelgaard" in told.history_change_reason
    decide(make.wish(cast.projektleder, cast.admin), "Set id-kort")
    assert "/velkommen/" in capsys.readouterr().out
    TOTP.activate(cast.analytiker, SECRET)
    decide(make.wish(cast.analytiker, cast.admin, WishKind.SECOND_STEP, reason="Telefonen er væk"), "Set id-kort")
    assert FactorReset.objects.get().user == cast.analytiker
    told = {"role": Role.AUDITOR, "organisation": cast.workplaces["team"], "starts_on": today()}
    with pytest.raises(CommandError):  # the worker sees the open cases
        decide(make.wish(cast.koordinator, cast.admin, WishKind.ROLE, **told), "Set id-kort")
    assert afresh(cast.koordinator).role == Role.COORDINATOR


def test_the_command_connects_as_the_worker():
    assert f"somv_{database_role(['manage.py', 'decide_wish'])}" == WORKER
