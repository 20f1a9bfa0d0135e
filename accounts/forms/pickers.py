"""Type a few letters and choose: the browser's own list, so it works without scripts; nothing else is taken."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from core.danish import fold


class PickInput(forms.TextInput):
    template_name = "accounts/_pick.html"

    def __init__(self) -> None:
        super().__init__({"class": "form-input", "autocomplete": "off"})
        self.options: list[str] = []

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["list"] = f"{name}-options"
        return {**context, "options": self.options}


class PickField(forms.CharField):
    """Cleans to the row whose label was chosen or typed far enough to be the only one; None when left empty."""

    widget = PickInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=300, **kwargs)
        self.offered: dict[str, Any] = {}

    def offer(self, rows: Iterable[tuple[str, Any]]) -> None:
        """What can be chosen, by label."""
        self.offered = dict(rows)
        widget: Any = self.widget
        widget.options = list(self.offered)

    def prepare_value(self, value: Any) -> Any:
        if value is None or isinstance(value, str):
            return value
        return next((label for label, row in self.offered.items() if row == value), str(value))

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        if text in self.offered:
            return self.offered[text]
        words = fold(text).split()
        hits = [row for label, row in self.offered.items() if all(word in fold(label) for word in words)]
        if len(hits) == 1:
            return hits[0]
        raise ValidationError(_("Choose one from the list.") if hits else _("Nothing in the list is called that."))


def people_labels(people: Iterable[User]) -> list[tuple[str, User]]:
    """name · function · organisation; two who would look the same carry their user names."""
    found: dict[str, User] = {}
    for person in people:
        label = " · ".join(filter(None, [person.name, person.function, str(person.organisation or "")]))
        found[f"{label} ({person.username})" if label in found else label] = person
    return list(found.items())


def organisation_labels(rows: Iterable[Organisation]) -> list[tuple[str, Organisation]]:
    """The name; a second of the same name carries its first day."""
    found: dict[str, Organisation] = {}
    for row in rows:
        found[f"{row.name} ({row.starts_on.isoformat()})" if row.name in found else row.name] = row
    return list(found.items())
