"""Plans that have been quiet, or not gone through, for too long: one rule for page, filter and table."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import DateField, Exists, ExpressionWrapper, F, Func, IntegerField, OuterRef, Q
from django.db.models.functions import Cast, Coalesce, TruncDate

from citizens.enums import Stage
from core.dates import COPENHAGEN, add_months
from plans.enums import PlanState
from plans.models import Plan

REVIEWED_WITHIN = 6  # months, as from one network meeting to the next at the latest (domain.md § 5)


def quiet_since() -> Any:
    """For a query of citizens: the Danish date of the last activity, or the inclusion where there was none."""
    return Coalesce(TruncDate("signpost__last_activity_at", tzinfo=COPENHAGEN), F("included_on"))


def last_day_allowed() -> Any:
    """For a query of citizens: the last day it may still be quiet, by the programme's days for their intensity.

    NULL where the programme has set no days (domain.md § 9: data, not code).
    """
    days = Func(
        F("programme__quiet_days"), F("intensity"), template="(%(expressions)s)", arg_joiner=" ->> "
    )  # the intensity is a column, so Django's key transform does not reach it
    return ExpressionWrapper(quiet_since() + Cast(days, IntegerField()), output_field=DateField())


def quiet_on(day: date) -> Q:
    """Of citizens annotated with `quiet_until`: those whose active plan has been quiet for too long on `day`."""
    return Q(stage=Stage.INCLUDED, signpost__plan_state=PlanState.ACTIVE, quiet_until__lt=day)


def unreviewed_on(day: date) -> Q:
    """Of citizens: those whose active plan has no version made within the half year before `day`.

    Going through a plan is the explicit act that makes a version; edits are not.
    """
    since = add_months(day, -REVIEWED_WITHIN)
    made = Q(versions__made_on__gte=since) | Q(valid_from__gte=since)
    reviewed = Plan.objects.filter(made, citizen=OuterRef("pk"), state=PlanState.ACTIVE)
    return Q(~Exists(reviewed), stage=Stage.INCLUDED, signpost__plan_state=PlanState.ACTIVE)
