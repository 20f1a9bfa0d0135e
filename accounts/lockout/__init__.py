"""How many wrong guesses are let through before a way in is shut, and for whom (ADR 0029)."""

from accounts.lockout.devices import name_key, remember, spellings
from accounts.lockout.tries import (
    DAY,
    Slot,
    admits,
    count,
    failed,
    failed_in_session,
    failed_log_in,
    forget,
    is_shut,
    of_factor,
    of_name,
    of_session,
    of_source,
    passed,
    refused,
)

__all__ = [
    "DAY",
    "Slot",
    "admits",
    "count",
    "failed",
    "failed_in_session",
    "failed_log_in",
    "forget",
    "is_shut",
    "name_key",
    "of_factor",
    "of_name",
    "of_session",
    "of_source",
    "passed",
    "refused",
    "remember",
    "spellings",
]
