"""The boxes of the front page: one function for each, so that the next one is a function more."""

from overview.queries.home.answers import concerns, talks_of_citizen
from overview.queries.home.citizens import consents, enrolling, meetings, my_citizens, protections, unfinished_plans
from overview.queries.home.day import by_responsible, end_of_week, quiet_plans, weeks_meetings
from overview.queries.home.network import lost_access
from overview.queries.home.since import new_since, since_last
from overview.queries.home.takeovers import taken_over
from overview.queries.home.work import news, stuck_interventions, waiting_for

__all__ = [
    "by_responsible",
    "concerns",
    "consents",
    "end_of_week",
    "enrolling",
    "lost_access",
    "meetings",
    "my_citizens",
    "new_since",
    "news",
    "protections",
    "quiet_plans",
    "since_last",
    "stuck_interventions",
    "taken_over",
    "talks_of_citizen",
    "unfinished_plans",
    "waiting_for",
    "weeks_meetings",
]
