"""Two records of one person: which other one, and what is taken over from it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citizens.access import visible_citizens
from citizens.models import Citizen
from citizens.queries.merging import Difference
from core.forms import PlainForm

_TAKE = "take_"


class OtherRecordForm(PlainForm):
    """The other record by its case number: a name would find too many, and stand in too many places."""

    case_number = forms.IntegerField(
        label=gettext_lazy("The other record's case number"), min_value=1, max_value=2**31 - 1
    )

    def __init__(self, *args: Any, user: Any, citizen: Citizen, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user, self._citizen = user, citizen
        self.other: Citizen = citizen

    def clean_case_number(self) -> int:
        number = self.cleaned_data["case_number"]
        if number == self._citizen.case_number:
            raise forms.ValidationError(_("That is the same record. Choose the other one."))
        other = visible_citizens(self._user).filter(case_number=number).first()
        if other is None:
            raise forms.ValidationError(
                _("You see no case of that number. Both must be in programmes you lead, with a consent to participate.")
            )
        self.other = other
        return number


class MergeForm(PlainForm):
    """Why it is the same person, and which of two different answers holds. The revisions say what was compared."""

    seen = forms.RegexField(r"^\d{1,9}-\d{1,9}$", widget=forms.HiddenInput)

    def __init__(self, *args: Any, differences: list[Difference], numbers: tuple[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nothing = _("nothing stated")
        for row in differences:
            choices = [
                ("kept", _said(row.kept or nothing, numbers[0])),
                ("merged", _said(row.merged or nothing, numbers[1])),
            ]
            self.fields[_TAKE + row.name] = forms.ChoiceField(
                label=row.label, choices=choices, initial=row.default, widget=forms.RadioSelect
            )
        self.fields["reason"] = forms.CharField(
            label=_("How do you know that it is the same person?"),
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 3, "data-draft": ""}),
        )

    def taken(self) -> list[Any]:
        """The fields that ask which answer holds, for the page."""
        return [self[name] for name in self.fields if name.startswith(_TAKE)]

    def for_action(self) -> dict[str, Any]:
        """What `merge` takes besides the records and `by`."""
        values = self.values()
        kept, merged = values["seen"].split("-")
        take = [name.removeprefix(_TAKE) for name in values if name.startswith(_TAKE) and values[name] == "merged"]
        return {"reason": values["reason"], "take": take, "seen": (int(kept), int(merged))}


def _said(text: str, number: int) -> str:
    return _("%(text)s (case %(number)d)") % {"text": text, "number": number}
