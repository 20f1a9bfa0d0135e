"""Markup in every text a user can fill: what a page or a paper has to show as letters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from core.fields import SealedTextField
from tests.guards.test_records import OURS
from tests.roles import as_owner

# All of it stands in every long text; a short one gets one of these that fits, another for each column.
LONG = (
    "</textarea><script>pwned=1</script><img src=x onerror=pwned=1><svg onload=pwned=1></svg>"
    "<a href='javascript:pwned=1'>a</a> javascript:pwned=1 <b hx-get='http://{host}/hx' hx-trigger='load'>b</b>"
    "<b hx-on::load='pwned=1' hx-on:click=pwned=1>c</b>\"'><iframe src='http://{host}/frame'></iframe>"
    "<link rel=stylesheet href='http://{host}/css'><base href='http://{host}/'><input autofocus onfocus=pwned=1>"
    "<meta http-equiv=refresh content='0;url=http://{host}/meta'>{{{{ 7|add:7 }}}}{{% debug %}}${{7*7}}</template>"
)
SHORT: tuple[str, ...] = (
    "<script>pwned=1</script>", "<img src=x onerror=pwned=1>", "<svg onload=pwned=1>", "javascript:pwned=1",
    '" onfocus=pwned=1 autofocus="', "<b hx-on:load=pwned=1>", "</title><script>pwned=1</script>", "{{7|add:7}}",
)  # fmt: skip
# Not free: a name to log in by, a secret, a key, a pattern of digits or letters, a word made of others.
PATTERNS = frozenset({
    "username", "password", "cpr", "cpr_lookup", "token_hash", "sha256", "key_hash", "email", "former_email",
    "search_name", "sort_name",
})  # fmt: skip
# Columns of text that no user writes: names of things in the code, of machines' work and of files.
NOT_TYPED = frozenset({"core", "audit"})


def texts() -> Iterator[tuple[type[models.Model], Any]]:
    """Every column of free text, or of a list of them: no choice, no key, no number in letters."""
    for app in OURS:
        if app in NOT_TYPED:
            continue
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.concrete_fields:
                inner = field.base_field if isinstance(field, ArrayField) else field
                if isinstance(inner, models.CharField | models.TextField | SealedTextField) and not inner.choices:
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


def planted(host: str) -> dict[int, tuple[str, str]]:
    """Plant markup in every free text of which there is a row: number → (column, what stands there).

    Each text begins with the number of its column in brackets, so that whoever finds one knows whose it is and how
    it goes on. `host` is where it would knock.
    """
    found: dict[int, tuple[str, str]] = {}
    for number, (model, field) in enumerate(texts()):
        if field.name in PATTERNS:
            continue
        tag = f"[{number}]"
        room = (getattr(field, "base_field", field).max_length or 10_000) - len(tag) - 4
        fitting = [text for text in SHORT if len(text) <= room]
        long = LONG.format(host=host)
        text = long if len(long) <= room else fitting[number % len(fitting)] if fitting else ""
        value = [tag + text] if isinstance(field, ArrayField) else tag + text
        if text and _written(model, field.name, value):
            found[number] = (f"{model._meta.label}.{field.name}", tag + text)
    return found


def _written(model: type[models.Model], name: str, text: str | list[str]) -> bool:
    """Past forms and triggers; where a value may stand once only, each row has its own number behind it."""
    rows = models.QuerySet(model)
    try:
        with as_owner(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set local session_replication_role = replica")
            return bool(rows.update(**{name: text}))
    except IntegrityError:
        return _written_one_by_one(model, name, text)
    except (DatabaseError, TypeError, ValueError):
        return False


def _written_one_by_one(model: type[models.Model], name: str, text: Any) -> bool:
    rows = models.QuerySet(model)
    try:
        with as_owner(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set local session_replication_role = replica")
            for number, key in enumerate(list(rows.order_by("pk").values_list("pk", flat=True))):
                rows.filter(pk=key).update(**{name: f"{text} {number}"})
    except DatabaseError:  # a constraint takes no markup there
        return False
    return True


def text_fields() -> set[tuple[str, str]]:
    """(form, field) of every free text in a form of ours, among the forms that are loaded."""
    found: set[tuple[str, str]] = set()
    queue: list[Any] = [forms.BaseForm]
    while queue:
        form = queue.pop()
        queue += form.__subclasses__()
        if form.__module__.split(".")[0] in OURS:
            free = [name for name, field in getattr(form, "base_fields", {}).items() if type(field) is forms.CharField]
            found |= {(f"{form.__module__}.{form.__qualname__}", name) for name in free}
    return found
