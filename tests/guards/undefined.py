"""Variables a template shows but was not told: Django shows nothing instead, and nobody notices what is missing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.template import engines

_SAYS_SO = {"default", "default_if_none", "length", "yesno"}  # filters that expect it may be missing


class Undefined(str):
    """Stands in for Django's `string_if_invalid`, which is asked exactly when a shown variable is not there."""

    __slots__ = ("said",)

    def __new__(cls) -> Undefined:
        made = super().__new__(cls, "")
        made.said = set()
        return made

    def __bool__(self) -> bool:
        return True

    def __contains__(self, text: object) -> bool:
        return text == "%s"

    def __mod__(self, variable: Any) -> str:
        frame = sys._getframe(1)
        expression = frame.f_locals["self"]
        if not any(function.__name__ in _SAYS_SO for function, _ in expression.filters):
            context = frame.f_locals["context"]
            template = context.render_context.template or context.template
            self.said.add((str(expression.token), getattr(template, "name", "") or ""))
        return ""


@contextmanager
def noted() -> Iterator[set[tuple[str, str]]]:
    """The (variable, template) pairs that were shown undefined within the block."""
    engine = engines["django"].engine
    before, engine.string_if_invalid = engine.string_if_invalid, Undefined()
    try:
        yield engine.string_if_invalid.said
    finally:
        engine.string_if_invalid = before
