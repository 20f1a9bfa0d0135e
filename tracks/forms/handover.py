"""Handing over: to whom, whom, and what the next one must know."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from citizens.queries.handover import Load
from core.dates import today
from core.forms import PlainForm

ALL, SOME = "all", "some"


class CoordinatorField(forms.ModelChoiceField):
    """Active coordinators, each with function and workplace: a name alone is not enough to tell people apart."""

    def label_from_instance(self, obj: Any) -> str:
        return ", ".join(filter(None, [obj.name, obj.function, str(obj.organisation or "")]))

    def offer(self, people: Sequence[User]) -> None:
        self.queryset = User.objects.filter(pk__in=[user.pk for user in people])
        self.choices = [("", _("Choose")), *((user.pk, self.label_from_instance(user)) for user in people)]


class HandOverForm(PlainForm):
    """One citizen."""

    to = CoordinatorField(label=gettext_lazy("New coordinator"), queryset=User.objects.none())
    note = forms.CharField(
        label=gettext_lazy("Why, and what the next one must know"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
        help_text=gettext_lazy("It stands in the citizen’s network, beside the change."),
    )
    interventions = forms.BooleanField(
        label=gettext_lazy("The open interventions that the old coordinator answers for follow"),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, coordinators: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].offer(coordinators)  # type: ignore[attr-defined]


class _Chosen(PlainForm):
    """All of a coordinator's citizens, or the ones that are ticked."""

    which = forms.ChoiceField(label=gettext_lazy("Whom"), widget=forms.RadioSelect, initial=ALL)
    citizens = forms.MultipleChoiceField(
        label=gettext_lazy("Only these"), required=False, widget=forms.CheckboxSelectMultiple
    )
    find = forms.CharField(
        label=gettext_lazy("Find a coordinator"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Part of a name, a function or a workplace."),
    )
    to = CoordinatorField(label=gettext_lazy("New coordinator"), queryset=User.objects.none())

    def __init__(self, *args: Any, load: Load, coordinators: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.load = load
        self.fields["to"].offer(coordinators)  # type: ignore[attr-defined]
        self.fields["which"].choices = [  # type: ignore[attr-defined]
            (ALL, _("All %(number)d") % {"number": load.total}),
            (SOME, _("Only those I tick below")),
        ]
        self.fields["citizens"].choices = [  # type: ignore[attr-defined]
            (str(row.pk), _("%(name)s, case %(number)d") % {"name": row.name, "number": row.case_number})
            for row in load.citizens
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("which") == SOME and not cleaned.get("citizens") and "citizens" not in self.errors:
            self.add_error("citizens", _("Choose at least one citizen."))
        return cleaned

    def chosen(self) -> list[uuid.UUID]:
        """The citizens meant; all includes those whose names are not shown."""
        if self.cleaned_data["which"] == ALL:
            return self.load.everybody
        return [uuid.UUID(key) for key in self.cleaned_data["citizens"]]

    def for_action(self) -> dict[str, Any]:
        """What the action takes besides `citizens` and `by`."""
        said = self.values()
        return {name: said[name] for name in said if name not in ("which", "citizens", "find")}


class HandOverManyForm(_Chosen):
    note = forms.CharField(
        label=HandOverForm.base_fields["note"].label,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
        help_text=gettext_lazy("It stands in the network of each citizen. Write nothing about a citizen here."),
    )
    interventions = HandOverForm.base_fields["interventions"]


class SubstituteForm(_Chosen):
    """Somebody stands in for a period, with the coordinator's rights."""

    starts_on = forms.DateField(label=gettext_lazy("From"), initial=today)
    last_day = forms.DateField(label=gettext_lazy("Last day"))
    note = forms.CharField(
        label=gettext_lazy("What the substitute must know"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=1000,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].label = gettext_lazy("Substitute")

    def for_action(self) -> dict[str, Any]:
        """The first day without access is the day after the last one."""
        said = super().for_action()
        last_day = said.pop("last_day")
        return {**said, "ends_on": last_day + timedelta(days=1)}
