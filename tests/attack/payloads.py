"""Markup in every text a user can fill: what a page or a paper has to show as letters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from core.fields import SealedTextField
from tests.guards.test_records import OURS
from tests.roles import as_owner

# Columns of text that no user writes: names of things in the code, of machines' work and of files.
NOT_TYPED = frozenset({"core", "audit"})


def texts() -> Iterator[tuple[type[models.Model], Any]]:
    """Every column of free text: no choice, no key, no number in letters."""
    for app in OURS:
        if app in NOT_TYPED:
            continue
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.concrete_fields:
                if isinstance(field, models.CharField | models.TextField | SealedTextField) and not field.choices:
                    yield model, field


def fill_texts(payloads: Sequence[str]) -> set[str]:
    """Put a payload into every free text of every row, one after the other; names of the columns that took one.

    Past the forms, as what is stored today may have come by another way. A column whose constraint takes no markup
    (a pattern, a length) is left as it was: so it is with what a user types.
    """
    taken = set()
    for number, (model, field) in enumerate(texts()):
        text = payloads[number % len(payloads)]
        if field.name in ("username", "password", "cpr", "cpr_lookup", "token_hash", "sha256", "email", "postal_code"):
            continue
        if field.max_length and field.max_length < len(text):
            fitting = [one for one in payloads if len(one) <= field.max_length]
            if not fitting:
                continue
            text = fitting[number % len(fitting)]
        with as_owner():
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute("set local session_replication_role = replica")  # history, too
                    if models.QuerySet(model).update(**{field.name: text}):
                        taken.add(f"{model._meta.label}.{field.name}")
                    cursor.execute("set local session_replication_role = origin")
            except (DatabaseError, TypeError, ValueError):
                continue
    return taken
