"""Plans that have been quiet for longer than the citizen's intensity allows: one rule for page, filter and table."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import DateField, ExpressionWrapper, F, Func, IntegerField, Q
from django.db.models.functions import Cast, Coalesce, TruncDate

from citizens.enums import Stage
from core.dates import COPENHAGEN
from plans.enums import PlanState


def last_day_allowed() -> Any:
    """For a query of citizens: the last day it may still be quiet, by the programme's days for their intensity.

    Counted from the Danish date of the last activity, or from the inclusion where there was none. NULL where the
    programme has set no days (domain.md § 9: data, not code).
    """
    days = Func(
        F("programme__quiet_days"), F("intensity"), template="(%(expressions)s)", arg_joiner=" ->> "
    )  # the intensity is a column, so Django's key transform does not reach it
    since = Coalesce(TruncDate("signpost__last_activity_at", tzinfo=COPENHAGEN), F("included_on"))
    return ExpressionWrapper(since + Cast(days, IntegerField()), output_field=DateField())


def quiet_on(day: date) -> Q:
    """Of citizens annotated with `quiet_until`: those whose active plan has been quiet for too long on `day`."""
    return Q(stage=Stage.INCLUDED, signpost__plan_state=PlanState.ACTIVE, quiet_until__lt=day)
