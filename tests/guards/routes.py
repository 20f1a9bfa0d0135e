"""Every address of the product, read from the URLconf: what the guards go through grows by itself."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.permissions import Permission
from citizens.enums import Part
from tests.cast import Cast


@dataclass(frozen=True)
class Route:
    name: str  # "tracks:goal_add"
    view: Callable[..., Any]
    keys: tuple[str, ...]

    @property
    def rule(self) -> Any:
        return getattr(self.view, "rule", None)


@cache
def all_routes() -> tuple[Route, ...]:
    """In the order of the URLconf. An unnamed route is named by its pattern, so that nothing can hide."""
    found: list[Route] = []

    def walk(patterns: list[Any], namespace: str, keys: tuple[str, ...]) -> None:
        for pattern in patterns:
            here = (*keys, *pattern.pattern.converters)
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, namespace + (f"{pattern.namespace}:" if pattern.namespace else ""), here)
            elif isinstance(pattern, URLPattern):
                found.append(Route(namespace + (pattern.name or str(pattern.pattern)), pattern.callback, here))

    walk(get_resolver().url_patterns, "", ())
    return tuple(found)


# Parameter → Peter's object. Where consent narrows, `part` says which track's.
OBJECTS: dict[str, Callable[[Cast, Part], Any]] = {
    "citizen_id": lambda cast, part: cast.peter,
    "other_id": lambda cast, part: cast.thomas,
    "plan_id": lambda cast, part: cast.plan,
    "organisation_id": lambda cast, part: cast.workplaces["job_centre"],
    "track_id": lambda cast, part: cast.tracks[part],
    "goal_id": lambda cast, part: cast.goals[part],
    "intervention_id": lambda cast, part: cast.interventions[part],
    "entry_id": lambda cast, part: cast.contacts[part],
    "situation_id": lambda cast, part: cast.situations[part],
    "challenge_id": lambda cast, part: cast.challenges[part],
    "other_plan_id": lambda cast, part: cast.other_plans[part],
    "agreement_id": lambda cast, part: cast.agreement,
    "meeting_id": lambda cast, part: cast.meeting,
    "follow_up_id": lambda cast, part: cast.follow_up,
    "contact_id": lambda cast, part: cast.crisis_contact,
    "job_id": lambda cast, part: cast.pack,
    "user_id": lambda cast, part: cast.jobcenter,
    "todo_id": lambda cast, part: cast.todo,
    "key": lambda cast, part: SimpleNamespace(pk=uuid.UUID(int=9)),  # a passkey nobody has
    "review_id": lambda cast, part: cast.review,
    "place_id": lambda cast, part: cast.places["rusmiddel"],
    "access_id": lambda cast, part: cast.emergency,
    "provider": lambda cast, part: SimpleNamespace(pk=uuid.UUID(int=5)),  # a provider that is not set
    "token": lambda cast, part: SimpleNamespace(pk=uuid.UUID(int=7)),  # a link nobody was given
}

# `pk` means something else in each view.
BY_PK: dict[str, Callable[[Cast], Any]] = {
    "accounts:person": lambda cast: cast.jobcenter,
    "accounts:edit_person": lambda cast: cast.jobcenter,
    "accounts:give_link": lambda cast: cast.jobcenter,
    "accounts:reset_second_factor": lambda cast: cast.jobcenter,
    "accounts:open_login": lambda cast: cast.jobcenter,
    "accounts:reactivate": lambda cast: cast.deactivated,
    "accounts:end_sessions": lambda cast: cast.jobcenter,
    "accounts:remove_own_provider": lambda cast: cast.provider_link,
    "accounts:remove_provider": lambda cast: cast.provider_link,
    "tracks:answer_wish": lambda cast: cast.wish,
    "tracks:move_person": lambda cast: cast.jobcenter,
    "tracks:deactivate_person": lambda cast: cast.jobcenter,
    "accounts:edit_organisation": lambda cast: cast.workplaces["job_centre"],
    "accounts:end_organisation": lambda cast: cast.workplaces["job_centre"],
    "citizens:programme": lambda cast: cast.programme,
    "citizens:edit_programme": lambda cast: cast.programme,
    "citizens:add_criterion": lambda cast: cast.programme,
    "citizens:edit_criterion": lambda cast: cast.criteria[0],
    "citizens:add_lead": lambda cast: cast.programme,
    "citizens:end_lead": lambda cast: cast.lead,
    "overview:access_review_begin": lambda cast: cast.programme,
    "followups:programme": lambda cast: cast.programme,
    "followups:blank_paper": lambda cast: cast.programme,
    "followups:extract": lambda cast: cast.programme,
    "followups:programme_settings": lambda cast: cast.programme,
    "plans:programme_prompts": lambda cast: cast.programme,
    "plans:add_programme_prompt": lambda cast: cast.programme,
    "plans:edit_programme_prompt": lambda cast: cast.prompts[Part.SOCIAL],
    "tracks:edit_legal_basis": lambda cast: cast.legal_bases[Part.SOCIAL],
    "overview:retry_mail": lambda cast: cast.failed_mail,
    "citizens:withdraw_consent": lambda cast: cast.exchange,
    "citizens:add_scan": lambda cast: cast.exchange,
    "citizens:fetch_scan": lambda cast: cast.scan,
    "citizens:void_scan": lambda cast: cast.scan,
    "citizens:edit_place": lambda cast: cast.places["rusmiddel"],
    "citizens:end_place": lambda cast: cast.places["rusmiddel"],
    "citizens:edit_relative": lambda cast: cast.relative,
    "citizens:end_relative": lambda cast: cast.relative,
    "citizens:edit_stay": lambda cast: cast.stay,
    "citizens:end_stay": lambda cast: cast.stay,
    "citizens:void_stay": lambda cast: cast.stay,
}

# Views that are about another object than their parameter's usual one.
INSTEAD: dict[str, dict[str, Callable[[Cast], Any]]] = {
    "followups:shown": {"follow_up_id": lambda cast: cast.answer.follow_up},
    "followups:correct": {"follow_up_id": lambda cast: cast.answer.follow_up},
    "followups:talked": {"follow_up_id": lambda cast: cast.answer.follow_up},
    "followups:ask_again": {"follow_up_id": lambda cast: cast.not_relevant},
    "overview:closed_plan": {"plan_id": lambda cast: cast.closed_plan},
}

# Rows an administrator keeps: no citizen is behind them.
MANAGING = frozenset({Permission.PEOPLE_MANAGE, Permission.PROGRAMME_MANAGE, Permission.OUTBOX_VIEW})
# What opens a page by an id to somebody who sees no citizen, by user name.
WITHOUT_A_CITIZEN = {
    "admin": MANAGING,
    "logkontrol": frozenset({Permission.AUDIT_VIEW}),
    "analytiker": frozenset({Permission.FOLLOW_UP_EXPORT}),
}

BY_TRACK: frozenset[str] = frozenset(
    {"track_id", "goal_id", "intervention_id", "entry_id", "situation_id", "challenge_id", "other_plan_id"}
)


def objects_of(route: Route, cast: Cast, part: Part = Part.SOCIAL) -> dict[str, Any]:
    """Parameter → object of Peter's. Raises KeyError with the parameter nobody has thought of yet."""
    found = {}
    for key in route.keys:
        if key == "pk":
            found[key] = BY_PK[route.name](cast)
        elif key in INSTEAD.get(route.name, {}):
            found[key] = INSTEAD[route.name][key](cast)
        else:
            found[key] = OBJECTS[key](cast, part)
    return found


def address(route: Route, cast: Cast, part: Part = Part.SOCIAL, **instead: Any) -> str:
    """The route's address for Peter; `instead` replaces objects by parameter."""
    objects = {**objects_of(route, cast, part), **instead}
    return reverse(route.name, kwargs={key: getattr(row, "pk", row) for key, row in objects.items()})
