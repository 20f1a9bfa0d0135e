"""What the pages of the administration share: one look, and one way to save."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import Request
from accounts.permissions import Permission
from core.forms import attempt
from core.pages import page

# (area, URL name, right): a tab is there for whoever may open it.
AREAS = (
    ("people", "accounts:people", Permission.PEOPLE_MANAGE),
    ("organisations", "accounts:organisations", Permission.PEOPLE_MANAGE),
    ("programmes", "citizens:programmes", Permission.PROGRAMME_MANAGE),
    ("legal-bases", "tracks:legal_bases", Permission.PROGRAMME_MANAGE),
    ("outbox", "overview:outbox", Permission.OUTBOX_VIEW),
)


def areas() -> dict[str, str]:
    return {
        "people": _("People"),
        "organisations": _("Organisations"),
        "programmes": _("Programmes"),
        "legal-bases": _("Legal bases"),
        "outbox": _("Mailings"),
    }


def about(request: Request, area: str, *trail: tuple[str, str | None]) -> dict[str, Any]:
    """What every page of the administration is told: its tabs, where it stands, and its title."""
    words, may = areas(), request.may
    tabs = [
        {"url": reverse(name), "label": words[key], "current": key == area}
        for key, name, right in AREAS
        if may[right.name]
    ]
    here = next(tab for tab in tabs if tab["current"])
    crumbs = [(_("Administration"), tabs[0]["url"]), (here["label"], here["url"] if trail else None), *trail]
    return {"tabs": tabs, "breadcrumbs": crumbs, "page_title": crumbs[-1][0]}


def done(request: HttpRequest, form: Any, act: Callable[[], Any]) -> Any:
    """What the action made if the post was good and it did it; else None, and the form says why."""
    return attempt(form, act) if request.method == "POST" and form.is_valid() else None


def setting(request: Request, told: dict[str, Any], form: Any, *, back: str, lead: str = "") -> HttpResponse:
    """A form of its own page, with a way back."""
    return page(request, "accounts/setting.html", {**told, "form": form, "back": back, "lead": lead})


def confirm(request: Request, told: dict[str, Any], label: str, **words: Any) -> HttpResponse:
    """The page that asks once. `words` is what `_components/confirm.html` takes."""
    asked = {"consequences": [], "danger": True, **words}
    return page(request, "accounts/confirm.html", {**told, "title": told["page_title"], "label": label, **asked})
