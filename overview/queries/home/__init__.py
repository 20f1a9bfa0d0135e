"""The boxes of the front page: one function for each, so that the next one is a function more."""

from overview.queries.home.citizens import consents, enrolling, meetings, my_citizens, protections, unfinished_plans
from overview.queries.home.network import lost_access
from overview.queries.home.work import news, stuck_interventions, waiting_for

__all__ = [
    "consents",
    "enrolling",
    "lost_access",
    "meetings",
    "my_citizens",
    "news",
    "protections",
    "stuck_interventions",
    "unfinished_plans",
    "waiting_for",
]
