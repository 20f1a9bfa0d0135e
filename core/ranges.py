"""Exclusion constraints without btree_gist: ranges of one point stand in for equality."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeOperators
from django.db.models import F, Func, Q


class UuidPoint(Func):
    """`uuidrange(x, x, '[]')`: the type is made in core's first migration."""

    function = "uuidrange"
    template = "%(function)s(%(expressions)s, %(expressions)s, '[]')"
    output_field = DateRangeField()


class Days(Func):
    """`daterange(from, to, '[)')`: the end is the first day that no longer counts; NULL is open."""

    function = "daterange"
    template = "%(function)s(%(expressions)s, '[)')"
    output_field = DateRangeField()


class Moments(Func):
    """`tstzrange(from, to, '[)')`."""

    function = "tstzrange"
    template = "%(function)s(%(expressions)s, '[)')"
    output_field = DateTimeRangeField()


def one_at_a_time(name: str, key: str, condition: Q | None = None, message: str = "") -> ExclusionConstraint:
    """No two rows of the same `key` (a UUID column) may overlap in starts_on–ends_on."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            (UuidPoint(F(key)), RangeOperators.OVERLAPS),
            (Days(F("starts_on"), F("ends_on")), RangeOperators.OVERLAPS),
        ],
        condition=condition,
        violation_error_message=message or None,
    )
