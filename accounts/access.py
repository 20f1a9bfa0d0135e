"""The door. Every view of the product stands behind `through` or `signed_in`; there is no third way in.

A finder answers "which row exists for this user", or raises Http404: what one may not see does not exist.
What exists but is not allowed is 403. Both leave their trace in the access log.
"""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from accounts import freshness
from accounts.enums import Sector
from accounts.models import Organisation, ProviderLink, User, Wish
from accounts.permissions import Permission
from accounts.roles import rights_of
from audit.access import beyond
from audit.actions import Note, Noted
from audit.enums import Kind
from core import drafts

View = Callable[..., HttpResponse]


class Request(Noted):
    """A request behind the door, for type annotations only: somebody is logged in, `may` says what they may do."""

    user: User
    may: dict[str, bool]
    case: Any  # citizens.access.CaseRequest says more: this app knows no citizens
    htmx: HtmxDetails


def role_rights(user: Any) -> frozenset[Permission]:
    """The most this person can hold today: by role and sector, none when deactivated or without affiliation."""
    if not (user.is_active and user.role):  # nobody who is not logged in is active
        return frozenset()
    return rights_of(user.role, Sector(user.organisation.sector))


@dataclass(frozen=True)
class Found:
    """What a finder hands to the door: the object, what this user may do with it, and what to log."""

    object: Any
    rights: frozenset[Permission]
    case: Any = None  # citizens.access.Case when the object belongs to a citizen
    citizens: tuple[uuid.UUID, ...] = ()
    programme_id: uuid.UUID | None = None
    parts: tuple[str, ...] = ()
    basis: str = ""


@dataclass(frozen=True)
class Rule:
    """How a view is guarded; read by the guards of `tests/guards/`."""

    permission: Permission
    finder: Callable[..., Found] | None
    kinds: dict[str, Kind]
    fresh: frozenset[str]  # the methods that ask for a log-in of the last minutes


class Fresh(StrEnum):
    """What of an address asks for a fresh log-in; `fresh=True` is `ALWAYS`."""

    ALWAYS = "always"  # the page, too: nobody is interrupted after having typed
    POST = "post"  # a page that is looked at for other reasons as well


_FRESH: dict[Any, frozenset[str]] = {
    False: frozenset(),
    True: frozenset({"GET", "HEAD", "POST"}),
    Fresh.ALWAYS: frozenset({"GET", "HEAD", "POST"}),
    Fresh.POST: frozenset({"POST"}),
}


def _note(request: Request, kind: Kind, found: Found | None, keys: dict[str, Any]) -> Note:
    note = Note(kind=kind)
    for value in keys.values():
        if isinstance(value, uuid.UUID):
            note.object_id = value
    if found is not None:
        note.citizens = list(found.citizens)
        note.parts = [str(part) for part in found.parts]
        note.programme_id = found.programme_id
        note.basis = found.basis
        note.object_type = type(found.object)._meta.label if hasattr(found.object, "_meta") else ""
    request.access_note = note
    return note


def _answered(request: Request, rule: Rule, view: Callable[[], HttpResponse]) -> HttpResponse:
    """What the view answers; a draft of its form is judged like the form itself, and answered here.

    Where a fresh log-in is asked for, that comes before the view; typing a draft is not yet the act.

    A draft kept or dropped shows nothing of a citizen, so it leaves no event: one every two seconds of typing would
    bury the looks. One that is shown is read, and what the door refuses is noted before this.
    """
    wanted = drafts.asked(request)
    if not wanted:
        if (later := beyond(request, but=f"{freshness.PREFIX}-")) is not None:
            return later
        if request.method in rule.fresh and (question := freshness.demand(request)) is not None:
            return question
        response = view()
        drafts.forget_used(request, response)
        return response
    note = request.access_note
    if note is not None:
        note.kind = rule.kinds["GET"]
    if wanted != drafts.SHOW:
        request.access_note = None
    return drafts.answer(request)


def _is_elsewhere(found: Found, keys: dict[str, Any]) -> bool:
    """The address names a record that was merged into the found one (citizens.access.open_case)."""
    return bool(found.citizens) and "citizen_id" in keys and keys["citizen_id"] != found.citizens[0]


def _sent_on(request: Request, found: Found, keys: dict[str, Any]) -> HttpResponse:
    """To the same page of the record that was kept. What was typed for the other is not saved there unseen."""
    if drafts.asked(request):
        raise Http404("draft of a merged record")
    if request.method == "POST":
        messages.info(request, _("Nothing was saved: the record has been merged into another. This is the one to use."))
    match: Any = request.resolver_match
    return redirect(match.view_name, **{**keys, "citizen_id": found.citizens[0]})


def _told(rights: frozenset[Permission]) -> dict[str, bool]:
    """What templates are told: every right by name, so that a misspelt one is an undefined variable."""
    return {right.name: right in rights for right in Permission}


def through(
    finder: Callable[..., Found],
    permission: Permission,
    *,
    kind: Kind = Kind.READ,
    post: Kind = Kind.CHANGE,
    fresh: bool | Fresh = False,
) -> Callable[[View], View]:
    """Hand the found object to the view: `view(request, object)`. Raises Http404 or PermissionDenied.

    `request.case` carries what the user may see of the citizen, `request.may` the rights by name.
    `kind` is what a GET is logged as, `post` a POST. `fresh`: only shortly after a log-in (accounts.freshness).
    """
    rule = Rule(permission, finder, {"GET": kind, "POST": post}, _FRESH[fresh])

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def door(request: Request, **keys: Any) -> HttpResponse:
            said = post if request.method == "POST" else kind
            try:
                found = finder(request.user, **keys)
            except Http404:
                _note(request, said, None, keys).denied = True
                raise
            if _is_elsewhere(found, keys):
                _note(request, kind, found, keys)
                return _sent_on(request, found, keys)
            note = _note(request, said, found, keys)
            if permission not in found.rights:
                note.denied = True
                raise PermissionDenied(permission)
            request.case = found.case
            request.may = _told(found.rights)
            return _answered(request, rule, functools.partial(view, request, found.object))

        door.rule = rule  # type: ignore[attr-defined]
        return door

    return decorate


def signed_in(
    permission: Permission, *, kind: Kind | None = None, fresh: bool | Fresh = False
) -> Callable[[View], View]:
    """A view without an object. With `kind` the look is logged; lists then name their rows by `note_shown`."""
    rule = Rule(permission, None, {"GET": kind} if kind else {}, _FRESH[fresh])

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def door(request: Request, **keys: Any) -> HttpResponse:
            if kind:
                _note(request, kind, None, {})
            rights = role_rights(request.user)
            request.may = _told(rights)
            if permission not in rights:
                _note(request, kind or Kind.READ, None, {}).denied = True
                raise PermissionDenied(permission)
            return _answered(request, rule, functools.partial(view, request, **keys))

        door.rule = rule  # type: ignore[attr-defined]
        return door

    return decorate


def note_shown(request: Request, citizens: Iterable[uuid.UUID]) -> Note:
    """Add the citizens whose names a list shows to this request's access event, and hand that back."""
    assert request.access_note is not None, "the view shows citizens: give its door a kind"
    request.access_note.citizens.extend(citizens)
    return request.access_note


def managed(model: type[Any], right: Permission, *, when: Callable[[], bool] = lambda: True) -> Callable[..., Found]:
    """A finder for rows an administrator keeps, which belong to no citizen; the URL names the row by `pk`.

    For whoever lacks the right they do not exist.
    """

    def find(user: Any, pk: uuid.UUID) -> Found:
        rights = role_rights(user)
        row = model.objects.filter(pk=pk).first() if right in rights and when() else None
        if row is None:
            raise Http404(model._meta.model_name)
        return Found(row, rights)

    return find


def own_provider(user: Any, pk: uuid.UUID) -> Found:
    """A log-in at a provider that is one's own. Raises Http404 for anybody else's, and where none is set."""
    rows = ProviderLink.objects.filter(pk=pk, user=user, ended_at__isnull=True)
    if not (settings.OIDC_PROVIDERS and (row := rows.first())):
        raise Http404("log-in at a provider")
    return Found(row, role_rights(user))


person = managed(User, Permission.PEOPLE_MANAGE)
provider_link = managed(ProviderLink, Permission.PEOPLE_MANAGE, when=lambda: bool(settings.OIDC_PROVIDERS))
organisation = managed(Organisation, Permission.PEOPLE_MANAGE)
wish = managed(Wish, Permission.PEOPLE_MANAGE)
