"""The tab "Network and consent"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts.access import Request, through
from accounts.enums import Role
from accounts.permissions import Permission
from audit.queries import readers_of
from citizens import access
from citizens.access import CaseRequest
from citizens.models import Citizen
from citizens.queries import crumbs
from citizens.queries import network as queries
from citizens.queries.family import relatives_of, stays_of
from core.forms import attempt
from core.pages import page

ROLE_WORDS = dict(Role.choices)  # the log keeps the key


@through(access.network, Permission.NETWORK_VIEW)
def network(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    return page(request, "citizens/network.html", {**about(request), **overview(request.case)})


def about(request: CaseRequest, *trail: Any) -> dict[str, Any]:
    """What every page of the tab is told: where it stands, and its title."""
    case = request.case
    tab = (_("Network and consent"), queries.network_url(case.citizen) if trail else None)
    titles = [(label, None) for label in trail]
    return {"tab": "network", "page_title": [tab, *titles][-1][0], "breadcrumbs": crumbs(case, tab, *titles)}


def done(request: Request, form: Any, act: Callable[[], Any]) -> bool:
    """Whether the post was good and the action did it; otherwise the form says why."""
    return request.method == "POST" and form.is_valid() and attempt(form, act) is not None


def confirm(
    request: CaseRequest, title: str, label: str, *, form: Any, what: str, consequences: list[str] | None = None
) -> HttpResponse:
    """The page that asks once, with a way back to the tab."""
    told = {"title": title, "label": label, "form": form, "what": what, "consequences": consequences or []}
    told["cancel_url"] = queries.network_url(request.case.citizen)
    return page(request, "citizens/network_confirm.html", {**about(request, title), **told})


def overview(case: Any) -> dict[str, Any]:
    """Everything the tab shows."""
    citizen = case.citizen
    consents = queries.consents_of(citizen)
    places, ended = queries.places_of(citizen)
    labels = queries.part_labels(case)
    cards = queries.consent_cards(consents, labels)
    return {
        "labels": labels,
        "rows": queries.covered(consents, places),
        "cards": [card for card in cards if not card["over"]],
        "over": [card for card in cards if card["over"]],
        "places": queries.with_tracks(places, labels),
        "ended": queries.with_tracks(ended, labels),
        "shifts": queries.shifts(ended),
        "relatives": relatives_of(citizen),
        "stays": stays_of(citizen),
        "readers": [{"reader": row, "role": ROLE_WORDS.get(row.role, "")} for row in readers_of(citizen.pk)],
    }
