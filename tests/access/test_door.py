"""The door itself: the finder first, then the right, then a fresh log-in, then the view; and what is noted of each."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from accounts import access, freshness
from accounts.access import Found, Fresh, managed, note_shown, own_provider, role_rights, signed_in, through
from accounts.models import User
from accounts.permissions import Permission as P
from audit.enums import Kind
from core.drafts import HEADER, PERSON
from core.models import Draft
from tests.access.conftest import afresh, change
from tests.factories import accounts

CITIZEN, OTHER, PROGRAMME = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
ASKS = HttpResponse("log in again", status=401)


def nobody(user, **keys):
    raise Http404


def finder_of(*rights, object="the row", **more):
    return lambda user, **keys: Found(object, frozenset(rights), case="the case", **more)


def ask(door, user, method="get", headers=None, **keys):
    """The door's answer or refusal, and the request as it was left."""
    request = getattr(RequestFactory(), method)("/x/", headers=headers or {})
    request.user, request.access_note, request.opened = user, None, None
    try:
        return door(request, **keys), request
    except (Http404, PermissionDenied) as refused:
        return type(refused), request


def shown(request, *args, **keys):
    return HttpResponse(f"shown {args} {keys}")


@pytest.fixture
def someone(db):
    return accounts.person("coordinator")


def noted(request):
    note = request.access_note
    return note and (note.kind, note.denied, note.citizens, note.parts, note.object_id, note.programme_id, note.basis)


def test_who_has_the_right_is_shown_the_row_with_what_is_known_of_it(someone):
    found = {"citizens": (CITIZEN,), "programme_id": PROGRAMME, "parts": ("front",), "basis": "place:1"}
    door = through(finder_of(P.PLAN_VIEW, **found), P.PLAN_VIEW)(shown)
    answer, request = ask(door, someone, citizen_id=CITIZEN, kind="word")
    assert answer.content == b"shown ('the row',) {}"
    assert noted(request) == (Kind.READ, False, [CITIZEN], ["front"], CITIZEN, PROGRAMME, "place:1")
    assert request.access_note.object_type == ""
    assert request.case == "the case"
    assert request.may == {right.name: right == P.PLAN_VIEW for right in P}
    row = through(finder_of(P.PLAN_VIEW, object=someone), P.PLAN_VIEW)(shown)
    assert ask(row, someone)[1].access_note.object_type == "accounts.User"


@pytest.mark.parametrize(("method", "said"), [("get", Kind.EXPORT), ("head", Kind.EXPORT), ("post", Kind.CREATE)])
@pytest.mark.parametrize(
    ("finder", "refusal", "citizens"),
    [(nobody, Http404, []), (finder_of(P.PLAN_VIEW, citizens=(CITIZEN,)), PermissionDenied, [CITIZEN])],
)
def test_who_is_refused_is_noted(someone, method, said, finder, refusal, citizens):
    door = through(finder, P.PLAN_CHANGE, kind=Kind.EXPORT, post=Kind.CREATE)(shown)
    answer, request = ask(door, someone, method, pk=OTHER)
    assert (answer, hasattr(request, "may")) == (refusal, False)
    assert noted(request)[:5] == (said, True, citizens, [], OTHER)


def test_without_an_object_the_role_decides(someone):
    for right, kind, is_shown in (
        (P.TODO_KEEP, None, True), (P.TODO_KEEP, Kind.LIST, True), (P.AUDIT_VIEW, None, False),
        (P.AUDIT_VIEW, Kind.LIST, False),
    ):  # fmt: skip
        answer, request = ask(signed_in(right, kind=kind)(shown), someone)
        assert request.may == {right.name: right in role_rights(someone) for right in P}
        assert (answer is PermissionDenied, isinstance(answer, HttpResponse)) == (not is_shown, is_shown)
        assert (request.access_note is None) == (is_shown and not kind)
        if request.access_note:
            assert noted(request)[:4] == (kind or Kind.READ, not is_shown, [], [])


@pytest.mark.parametrize(
    ("fresh", "asked"), [(False, ""), (True, "get head post"), (Fresh.ALWAYS, "get head post"), (Fresh.POST, "post")]
)
@pytest.mark.parametrize("way", ["through", "signed_in"])
def test_a_fresh_log_in_is_asked_for_after_the_right_and_before_the_view(someone, monkeypatch, fresh, asked, way):
    doors = {
        "through": lambda right: through(finder_of(P.PLAN_VIEW), right, fresh=fresh)(shown),
        "signed_in": lambda right: signed_in(right, fresh=fresh)(shown),
    }
    may, may_not = doors[way](P.PLAN_VIEW), doors[way](P.AUDIT_VIEW)
    monkeypatch.setattr(freshness, "demand", lambda request: ASKS)
    methods = ("get", "head", "post")
    assert [method for method in methods if ask(may, someone, method)[0] is ASKS] == asked.split()
    assert [ask(may_not, someone, method)[0] for method in methods] == [PermissionDenied] * 3
    monkeypatch.setattr(freshness, "demand", lambda request: None)
    assert all(ask(may, someone, method)[0].content.startswith(b"shown") for method in methods)
    assert may.rule.fresh == {method.upper() for method in asked.split()}


def test_the_limit_of_an_hour_is_asked_before_the_log_in_and_the_view(someone, monkeypatch):
    later = HttpResponse("later", status=429)
    monkeypatch.setattr(access, "beyond", lambda request, but: later)
    monkeypatch.setattr(freshness, "demand", lambda request: ASKS)
    may, may_not = (through(finder_of(P.PLAN_VIEW), right, fresh=True)(shown) for right in (P.PLAN_VIEW, P.AUDIT_VIEW))
    assert [ask(may, someone)[0], ask(may_not, someone)[0]] == [later, PermissionDenied]


def test_a_draft_is_judged_as_the_form_and_noted_where_it_is_shown(someone, monkeypatch):
    """Typing leaves no event; a draft that is read does, and one that is refused. It is not yet the act."""
    monkeypatch.setattr(freshness, "demand", lambda request: ASKS)
    found = finder_of(P.PLAN_VIEW, citizens=(CITIZEN,))
    said = {PERSON: str(someone.pk)}
    for wanted, status, kind in (("keep", 200, None), ("show", 200, Kind.EXPORT), ("drop", 204, None)):
        for door in (
            through(found, P.PLAN_VIEW, kind=Kind.EXPORT, fresh=True)(shown),
            signed_in(P.PLAN_VIEW, kind=Kind.EXPORT, fresh=True)(shown),
        ):
            answer, request = ask(door, someone, "post", {HEADER: wanted, **said})
            note = request.access_note
            assert (answer.status_code, note and note.kind) == (status, kind), wanted
        shut = through(found, P.AUDIT_VIEW)(shown)
        answer, request = ask(shut, someone, "post", {HEADER: wanted, **said})
        assert (answer, request.access_note.denied) == (PermissionDenied, True)
    assert not Draft.objects.exists()
    silent = signed_in(P.PLAN_VIEW)(shown)
    answer, request = ask(silent, someone, "post", {HEADER: "show", **said})
    assert (answer.status_code, request.access_note) == (200, None)


def test_a_form_that_was_saved_forgets_its_draft(someone):
    Draft.objects.create(user=someone, address="/x/", revision=0, content="{}", updated_at=timezone.now())
    door = signed_in(P.PLAN_VIEW)(lambda request: HttpResponse(status=302))
    request = RequestFactory().post("/x/", {"_draft": "1"})
    request.user, request.access_note, request.opened = someone, None, None
    assert (door(request).status_code, Draft.objects.exists()) == (302, False)


def test_a_rule_says_what_each_method_is_noted_as():
    assert through(nobody, P.PLAN_VIEW)(shown).rule.kinds == {"GET": Kind.READ, "POST": Kind.CHANGE}
    assert signed_in(P.PLAN_VIEW)(shown).rule.kinds == {}
    assert signed_in(P.PLAN_VIEW, kind=Kind.LIST)(shown).rule.kinds == {"GET": Kind.LIST}


def test_the_address_of_a_merged_record_leads_on(someone, monkeypatch):
    told = []
    monkeypatch.setattr(access.messages, "info", lambda request, text: told.append(text))
    monkeypatch.setattr(access, "redirect", lambda view, **keys: ("sent on", view, keys))
    door = through(finder_of(P.PLAN_VIEW, citizens=(CITIZEN,)), P.AUDIT_VIEW)(shown)

    def asked(method, headers=None, **keys):
        request = getattr(RequestFactory(), method)("/x/", headers=headers or {})
        request.user, request.access_note, request.opened = someone, None, None
        request.resolver_match = type("Match", (), {"view_name": "some:page"})
        try:
            return door(request, **keys), request
        except (Http404, PermissionDenied) as refused:
            return type(refused), request

    for method, count in (("get", 0), ("head", 0), ("post", 1)):
        answer, request = asked(method, citizen_id=OTHER, other_id=PROGRAMME)
        assert answer == ("sent on", "some:page", {"citizen_id": CITIZEN, "other_id": PROGRAMME})
        assert (len(told), noted(request)[:3]) == (count, (Kind.READ, False, [CITIZEN]))
    assert asked("post", {HEADER: "keep"}, citizen_id=OTHER)[0] is Http404
    assert asked("get", citizen_id=CITIZEN)[0] is PermissionDenied  # its own address
    assert asked("get", pk=OTHER)[0] is PermissionDenied  # a row's
    nobodys = through(finder_of(P.PLAN_VIEW), P.PLAN_VIEW)(shown)
    assert ask(nobodys, someone, citizen_id=OTHER)[0].content.startswith(b"shown")


def test_a_list_names_whom_it_shows(someone):
    told = []

    def view(request):
        told.append(note_shown(request, [CITIZEN, OTHER]))
        return HttpResponse()

    request = ask(signed_in(P.PLAN_VIEW, kind=Kind.LIST)(view), someone)[1]
    assert told == [request.access_note]
    assert told[0].citizens == [CITIZEN, OTHER]


def test_what_an_administrator_keeps_exists_for_nobody_else(cast):
    finder = managed(User, P.PEOPLE_MANAGE)
    for name, user in cast.everybody.items():
        if name == "admin":
            found = finder(user, cast.laege.pk)
            assert (found.object, found.rights) == (cast.laege, role_rights(user))
        elif user is not None:
            with pytest.raises(Http404):
                finder(user, cast.laege.pk)
    for other, key in ((finder, uuid.uuid4()), (managed(User, P.PEOPLE_MANAGE, when=lambda: False), cast.laege.pk)):
        with pytest.raises(Http404):
            other(cast.admin, key)


def test_a_log_in_at_a_provider_is_ones_own_while_it_stands(cast, settings):
    settings.OIDC_PROVIDERS = {"region": object()}
    own, mine = own_provider(cast.koordinator, cast.provider_link.pk), cast.provider_link
    assert (own.object, own.rights) == (mine, role_rights(cast.koordinator))
    assert access.provider_link(cast.admin, mine.pk).object == mine

    def gone(user, pk):
        for finder in (own_provider, access.provider_link) if user == cast.admin else (own_provider,):
            with pytest.raises(Http404):
                finder(user, pk)

    second = accounts.provider_link(cast.laege)
    with pytest.raises(Http404):
        own_provider(cast.koordinator, second.pk)
    gone(cast.koordinator, uuid.uuid4())
    settings.OIDC_PROVIDERS = {}
    gone(cast.koordinator, mine.pk)
    gone(cast.admin, mine.pk)
    settings.OIDC_PROVIDERS = {"region": object()}
    change(mine, ended_at=timezone.now())
    gone(cast.koordinator, mine.pk)


def test_whoever_holds_no_role_today_holds_nothing(cast):
    assert role_rights(cast.koordinator)
    change(cast.koordinator.affiliations.get(), ends_on=cast.koordinator.affiliations.get().starts_on)
    assert role_rights(afresh(cast.koordinator)) == frozenset()
    assert role_rights(cast.laege)
    cast.laege.is_active = False
    assert role_rights(cast.laege) == frozenset()
