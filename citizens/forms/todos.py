"""The form of the to-do list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citizens.models import Citizen, ToDo
from core.forms import PlainForm


class ToDoForm(PlainForm):
    """What is to be done, by when, about whom. Only citizens open to the writer can be chosen."""

    text = forms.CharField(label=_("What you want to remember"), max_length=ToDo._meta.get_field("text").max_length)
    due_on = forms.DateField(label=_("By"), required=False)
    citizen = forms.ChoiceField(label=_("About"), required=False)

    def __init__(self, data: Any = None, *, visible: Mapping[Any, Citizen]) -> None:
        super().__init__(data)
        self._visible = {str(key): citizen for key, citizen in visible.items()}
        named = [(key, f"{citizen.name} ({citizen.case_number})") for key, citizen in self._visible.items()]
        self.fields["citizen"].choices = [("", _("No citizen in particular")), *named]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        told = super().values()
        return {**told, "citizen": self._visible.get(told["citizen"])}
