"""Drafts: what is typed is kept on the server, sealed, until it is saved.

A draft is kept, shown and dropped by a POST to the form's own address with the header `X-SOMV-Draft`. The door
(`accounts.access`) hands such a request here after it has judged it as it judges the form itself: where the form
is closed, nothing is stored and nothing is shown. The browser's side is `static/somv/drafts.js`; without scripts
there are no drafts, and nothing else changes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.dates import COPENHAGEN, today
from core.models import Draft

HEADER, PERSON = "X-SOMV-Draft", "X-SOMV-Person"
KEEP, SHOW, DROP = "keep", "show", "drop"
USED = "_draft"  # the field by which a save says that the form it comes from keeps a draft
LARGEST = 200_000  # characters of one draft: ten texts of the longest kind
LONGEST_ADDRESS = 300  # characters, as the column
MOST = 50  # drafts of one person; the oldest gives way
KEPT_FOR = timedelta(days=30)
_NEVER = 2**31 - 1  # a revision no record has: the form says that the draft is an older one
_OF_THE_REQUEST = frozenset({"csrfmiddlewaretoken", USED})


class TooLarge(ValueError):
    """More than a form of the product can hold; nothing was stored."""


def keep(user: Any, address: str, values: Mapping[str, list[str]]) -> Draft:
    """Store what is typed in the place of what was. Raises TooLarge."""
    typed = {name: list(texts) for name, texts in values.items() if name not in _OF_THE_REQUEST}
    content = json.dumps(typed)
    if len(content) > LARGEST or len(address) > LONGEST_ADDRESS:
        raise TooLarge
    now = timezone.now()
    draft = Draft(user=user, address=address, revision=_revision(typed), content=content, updated_at=now)
    # One statement: two windows that keep at once must not meet in a broken constraint.
    Draft.objects.bulk_create(
        [draft],
        update_conflicts=True,
        unique_fields=["user", "address"],
        update_fields=["revision", "content", "updated_at"],
    )
    beyond = Draft.objects.filter(user=user).order_by("-updated_at", "-id").values("pk")[MOST:]
    Draft.objects.filter(pk__in=beyond).delete()
    return draft


def find(user: Any, address: str) -> Draft | None:
    """This person's draft of the form at `address`, unless it is too old to count."""
    return Draft.objects.filter(user=user, address=address, updated_at__gt=timezone.now() - KEPT_FOR).first()


def drop(user: Any, address: str) -> None:
    Draft.objects.filter(user=user, address=address).delete()


def move(old: str, new: str) -> None:
    """Drafts of forms whose address names `old` are offered at that of `new`, as older ones: two records became one.

    Where the person has a draft there already, that one stands.
    """
    for draft in Draft.objects.filter(address__contains=old).order_by("id"):
        address = draft.address.replace(old, new)
        if not Draft.objects.filter(user=draft.user_id, address=address).exists():
            Draft.objects.filter(pk=draft.pk).update(address=address, revision=_NEVER)


def drop_old() -> int:
    """Delete what has lain for 30 days. Returns how many."""
    return Draft.objects.filter(updated_at__lte=timezone.now() - KEPT_FOR).delete()[0]


def _revision(typed: Mapping[str, list[str]]) -> int:
    given = [texts[0] for name, texts in typed.items() if texts and (name == "revision" or name.endswith("-revision"))]
    total = sum(int(text) for text in given if text.isascii() and text.isdigit() and len(text) < 9)
    return min(total, _NEVER)


def said(moment: datetime) -> str:
    """When a draft was typed, to say after "from": today at 10.42."""
    local = moment.astimezone(COPENHAGEN)
    told = {"day": date_format(local, "j. F"), "time": date_format(local, "H.i")}
    return (_("today at %(time)s") if local.date() == today() else _("%(day)s at %(time)s")) % told


def asked(request: HttpRequest) -> str:
    """What this request wants of a draft: keep, show or drop; "" when it is about the form itself."""
    wanted = request.headers.get(HEADER, "") if request.method == "POST" else ""
    return wanted if wanted in (KEEP, SHOW, DROP) else ""


def answer(request: HttpRequest) -> HttpResponse:
    """Do what is asked for the draft of the form at this address. Only the door calls this."""
    user, address = request.user, request.get_full_path()
    if request.headers.get(PERSON) != str(user.pk):
        return HttpResponse(status=409)  # somebody else has logged in meanwhile: the text is not theirs
    if asked(request) == SHOW:
        draft = find(user, address)
        return JsonResponse({"values": json.loads(draft.content) if draft else None})
    if asked(request) == DROP:
        drop(user, address)
        return HttpResponse(status=204)
    try:
        draft = keep(user, address, dict(request.POST.lists()))
    except TooLarge:
        return HttpResponse(status=413)
    return JsonResponse({"at": date_format(draft.updated_at.astimezone(COPENHAGEN), "H.i")})


def forget_used(request: HttpRequest, response: HttpResponse) -> None:
    """A form was saved: its draft goes in the same transaction.

    Saved is what was answered by a redirect, or to htmx by a part of the page; a page in answer to a plain POST
    is the form again. Only a save that comes from the form itself counts: a status picked in a list is sent to
    the same address.
    """
    is_saved = 300 <= response.status_code < 400 or (
        response.status_code < 300 and request.headers.get("HX-Request") == "true"
    )
    # Whoever has just logged out has none that could be named here.
    if request.method == "POST" and is_saved and USED in request.POST and request.user.is_authenticated:
        drop(request.user, request.get_full_path())


def offer(request: HttpRequest, forms: Iterable[Any], address: str) -> None:
    """Tell the first long text of an opened form that there is a draft; the page offers it and never applies it."""
    forms = [form for form in forms if getattr(form, "keeps_drafts", False)]
    texts = [text for form in forms for text in form.long_texts()]
    if request.method != "GET" or not texts or not request.user.is_authenticated:
        return
    draft = find(request.user, address)
    if draft is None:
        return
    texts[0].widget.attrs["data-draft-at"] = said(draft.updated_at)
    if draft.revision != sum(form.initial.get("revision") or 0 for form in forms):
        texts[0].widget.attrs["data-draft-old"] = ""
