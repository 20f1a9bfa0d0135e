"""The door. Every view of the product stands behind `through` or `signed_in`; there is no third way in.

A finder answers "which row exists for this user", or raises Http404: what one may not see does not exist.
What exists but is not allowed is 403. Both leave their trace in the access log.
"""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from accounts.models import Organisation, User
from accounts.permissions import Permission
from accounts.roles import ROLES
from audit.actions import Note
from audit.enums import Kind
from core import drafts

View = Callable[..., HttpResponse]


def role_rights(user: Any) -> frozenset[Permission]:
    """The most this person can hold today: by role, none when deactivated or without affiliation."""
    if not (user.is_authenticated and user.is_active and user.role):
        return frozenset()
    return ROLES[user.role]


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
    finder: Callable[..., Found] | None = None
    kinds: dict[str, Kind] = field(default_factory=dict)


def _note(request: HttpRequest, kind: Kind, found: Found | None, keys: dict[str, Any]) -> Note:
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
    request.access_note = note  # type: ignore[attr-defined]
    return note


def _answered(request: HttpRequest, kind: Kind | None, view: Callable[[], HttpResponse]) -> HttpResponse:
    """What the view answers; a draft of its form is judged like the form itself, and answered here.

    A draft kept or dropped shows nothing of a citizen, so it leaves no event: one every two seconds of typing would
    bury the looks. One that is shown is read, and what the door refuses is noted before this.
    """
    wanted = drafts.asked(request)
    if not wanted:
        response = view()
        drafts.forget_used(request, response)
        return response
    note = request.access_note  # type: ignore[attr-defined]
    if note is not None:
        note.kind = kind or Kind.READ
    if wanted != drafts.SHOW:
        request.access_note = None  # type: ignore[attr-defined]
    return drafts.answer(request)


def _told(rights: frozenset[Permission]) -> dict[str, bool]:
    """What templates are told: every right by name, so that a misspelt one is an undefined variable."""
    return {right.name: right in rights for right in Permission}


def through(
    finder: Callable[..., Found], permission: Permission, *, kind: Kind = Kind.READ, post: Kind = Kind.CHANGE
) -> Callable[[View], View]:
    """Hand the found object to the view: `view(request, object)`. Raises Http404 or PermissionDenied.

    `request.case` carries what the user may see of the citizen, `request.may` the rights by name.
    `kind` is what a GET is logged as, `post` a POST.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def door(request: HttpRequest, **keys: Any) -> HttpResponse:
            said = post if request.method == "POST" else kind
            try:
                found = finder(request.user, **keys)
            except Http404:
                _note(request, said, None, keys).denied = True
                raise
            note = _note(request, said, found, keys)
            if permission not in found.rights:
                note.denied = True
                raise PermissionDenied(permission)
            request.case = found.case  # type: ignore[attr-defined]
            request.may = _told(found.rights)  # type: ignore[attr-defined]
            return _answered(request, kind, functools.partial(view, request, found.object))

        door.rule = Rule(permission, finder, {"GET": kind, "POST": post})  # type: ignore[attr-defined]
        return door

    return decorate


def signed_in(permission: Permission, *, kind: Kind | None = None) -> Callable[[View], View]:
    """A view without an object. With `kind` the look is logged; lists then name their rows by `note_shown`."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def door(request: HttpRequest, **keys: Any) -> HttpResponse:
            if kind:
                _note(request, kind, None, {})
            rights = role_rights(request.user)
            request.may = _told(rights)  # type: ignore[attr-defined]
            if permission not in rights:
                _note(request, kind or Kind.READ, None, {}).denied = True
                raise PermissionDenied(permission)
            return _answered(request, kind, functools.partial(view, request, **keys))

        door.rule = Rule(permission, None, {"GET": kind} if kind else {})  # type: ignore[attr-defined]
        return door

    return decorate


def note_shown(request: HttpRequest, citizens: Iterable[uuid.UUID]) -> None:
    """Add the citizens whose names a list shows to this request's access event."""
    request.access_note.citizens.extend(citizens)  # type: ignore[attr-defined]


def managed(model: type[Any], right: Permission) -> Callable[..., Found]:
    """A finder for rows an administrator keeps, which belong to no citizen; the URL names the row by `pk`.

    For whoever lacks the right they do not exist.
    """

    def find(user: Any, pk: uuid.UUID) -> Found:
        rights = role_rights(user)
        row = model.objects.filter(pk=pk).first() if right in rights else None
        if row is None:
            raise Http404(model._meta.model_name)
        return Found(row, rights)

    return find


person = managed(User, Permission.PEOPLE_MANAGE)
organisation = managed(Organisation, Permission.PEOPLE_MANAGE)
