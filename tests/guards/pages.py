"""Which pages there are to look at: every route that answers a GET with a page, for somebody who may."""

from __future__ import annotations

from tests.cast import Cast
from tests.guards.routes import Route, address, all_routes

# Where Peter is too far on: the steps before inclusion are Rita's, the ones before activation Dagny's.
OF_RITA = frozenset({"citizens:enrol_master", "citizens:enrol_screening", "citizens:referral", "citizens:override"}) | {
    "citizens:exclude",
    "citizens:enrol_consent",
    "citizens:enrol_network",
    "citizens:enrol_place",
}
OF_DAGNY = frozenset({"tracks:activate", "tracks:start_plan", "tracks:enrol_voice"})


def routes_with_objects() -> list[Route]:
    return [route for route in all_routes() if route.rule is not None]


def addresses(cast: Cast, who: str) -> dict[str, str]:
    """Name → address of every route behind the door; steps that are behind Peter with somebody who is at them."""
    found = {route.name: address(route, cast) for route in routes_with_objects()}
    if who == "koordinator":
        for route in routes_with_objects():
            others = {}
            if "citizen_id" in route.keys and (route.name in OF_RITA or route.name in OF_DAGNY):
                others["citizen_id"] = cast.rita if route.name in OF_RITA else cast.dagny
            if "plan_id" in route.keys and route.name in OF_DAGNY:
                others["plan_id"] = cast.draft
            if others:
                found[f"{route.name} ({next(iter(others.values()))})"] = address(route, cast, **others)
    return found
