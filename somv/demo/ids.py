"""Keys that stay the same from one loading to the next, so that a demo's addresses can be kept.

Only the demo does so; everywhere else keys are random. Its programme's key tells that the demo is loaded.
"""

import uuid

_NAMESPACE = uuid.UUID("5b1f2c1e-6a0c-4d3e-9d57-0b7a3c2e4f10")


def programme(key: str) -> uuid.UUID:
    return uuid.uuid5(_NAMESPACE, f"programme {key}")


def citizen(case_number: int) -> uuid.UUID:
    return uuid.uuid5(_NAMESPACE, f"citizen {case_number}")


def plan(case_number: int, number: int = 1) -> uuid.UUID:
    return uuid.uuid5(_NAMESPACE, f"plan {case_number} {number}")
