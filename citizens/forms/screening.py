from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citizens.enums import Answer
from citizens.models import Criterion, Screening
from core.forms import RecordForm


class ScreeningForm(RecordForm):
    """One answer and one note per criterion that the master data do not answer."""

    class Meta:
        model = Screening
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, criteria: Sequence[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        if self.instance._state.adding:
            self.initial["revision"] = 0  # so that a form opened before somebody else's first save is stale, not broken
        stored = self._stored()
        for criterion in criteria:
            answer, note = stored.get(criterion.pk, (Answer.UNKNOWN, ""))
            self.fields[f"answer_{criterion.pk}"] = forms.ChoiceField(
                label=criterion.text, choices=Answer.choices, initial=answer, widget=forms.RadioSelect
            )
            self.fields[f"note_{criterion.pk}"] = forms.CharField(
                label=gettext_lazy("Note"), max_length=200, required=False, initial=note
            )

    def _stored(self) -> dict[uuid.UUID, tuple[str, str]]:
        if self.instance._state.adding:
            return {}
        return {row.criterion_id: (row.answer, row.note) for row in self.instance.answers.order_by("id")}

    def rows(self) -> list[tuple[Criterion, Any, Any]]:
        """Criterion, answer field, note field: for the template."""
        return [(row, self[f"answer_{row.pk}"], self[f"note_{row.pk}"]) for row in self.criteria]

    def given(self) -> dict[uuid.UUID, tuple[str, str]]:
        """What the action takes: criterion id → (answer, note)."""
        data = self.cleaned_data
        return {row.pk: (data[f"answer_{row.pk}"], data[f"note_{row.pk}"]) for row in self.criteria}

    def rebase(self, current: Any) -> None:
        """After Stale: name every answer that is now another than the one chosen here."""
        mine = self.given()
        super().rebase(current)
        for row in current.answers.order_by("id"):
            if row.criterion_id in mine and mine[row.criterion_id] != (row.answer, row.note):
                said = " – ".join(filter(None, [str(row.get_answer_display()), row.note]))
                self.add_error(f"answer_{row.criterion_id}", _("Changed meanwhile to: “%(text)s”") % {"text": said})
