"""Random days of a small world; after each step the product's answers are the oracle's, and every look is logged.

`SOMV_STATEFUL=10000` says how many steps at least (CI takes them); otherwise some 900, the same each time.
With `SOMV_SHRINK=1` a story that fails is made shorter first, which takes minutes.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.access.steps.case import Case
from tests.access.steps.consents import Consents
from tests.access.steps.emergency import Emergency
from tests.access.steps.ground import BEGIN, Clock, Ground, counts, stop_the_servers_clock
from tests.access.steps.people import People
from tests.access.world import World

STEPS = int(os.environ.get("SOMV_STATEFUL", "728"))
SHARES = 2 if STEPS > 1000 else 1  # so that two processes can do it together (pytest -n 2)
LENGTH, SHORT = 40, 28  # steps of one story at most, and on an average of very short ones


class Days(Case, Consents, People, Emergency):
    """All that can happen."""


@pytest.mark.django_db
@pytest.mark.parametrize("share", range(SHARES))
@override_settings(EMERGENCY_TRIES=10_000)  # the limit has tests of its own (tests/overview/test_emergency_opened.py)
def test_after_every_step_the_product_answers_as_the_oracle(monkeypatch: Any, client_of: Any, share: int) -> None:
    wanted = STEPS // SHARES
    Clock.now = BEGIN
    monkeypatch.setattr(timezone, "now", lambda: Clock.now)
    stop_the_servers_clock()
    counts.clear()
    Ground.built, Ground.client_of = World(BEGIN), staticmethod(client_of)
    rounds = settings(
        max_examples=wanted // SHORT, stateful_step_count=LENGTH, deadline=None, database=None,
        suppress_health_check=list(HealthCheck), derandomize=STEPS <= 1000,
        phases=[Phase.generate, *([Phase.shrink] if "SOMV_SHRINK" in os.environ else [])],
    )  # fmt: skip
    run_state_machine_as_test(Days, settings=rounds)
    print(dict(counts))
    assert counts["steps"] >= wanted
    assert wanted < 500 or counts["looks"] >= wanted // 20
    assert wanted < 500 or min(counts[what] for what in ("opened", "read", "shut")) >= wanted // 60
