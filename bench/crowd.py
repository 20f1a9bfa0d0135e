"""The demo with more citizens who have a plan in force, so that a pack can be as large as one may order."""

from __future__ import annotations

from somv.demo import crowd, loading

MORE = 20


def load() -> None:
    """Load the demo with `MORE` citizens like those of its crowd whose plan is active. Once, and only into nothing."""
    active = [someone for someone in crowd.FIRST if someone.stage == "active" and not someone.marks]
    copies = [active[number % len(active)]._replace(family=f"Måling-{number}") for number in range(MORE)]
    crowd.FIRST = (*crowd.FIRST, *copies)  # type: ignore[assignment]
    loading.load()
