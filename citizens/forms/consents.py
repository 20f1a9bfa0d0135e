"""Forms of consents. What a consent must hold is judged by the action; here it is read, and kept while typing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from citizens.enums import SAID_HOW, ConsentKind, Level, Part
from citizens.enums import ConsentForm as Form
from core.dates import add_months, today
from core.forms import PlainForm
from core.uploads import KeepsScan, ScanField

LEVELS = [("", "–"), (Level.READ.value, _("read")), (Level.COMMENT.value, _("read and comment"))]
Labels = Sequence[tuple[Part, str]]


def level_field(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=LEVELS, required=False)


def a_year_from_today() -> Any:
    """The longest an exchange consent given today may run."""
    return add_months(today(), 12)


class ScanForm(PlainForm):
    """A scan on its own, after the consent was recorded."""

    scan = ScanField(label=_("Scan or photo of the signed form"))


class _Taken(KeepsScan, PlainForm):
    """How and when the citizen said it."""

    form = forms.ChoiceField(label=_("Form"), choices=Form.choices, widget=forms.RadioSelect, initial=Form.WRITTEN)
    why_oral = forms.CharField(label=_("Why oral"), max_length=200, required=False, help_text=_("Only when oral."))
    given_on = forms.DateField(label=_("Given on"), initial=today)
    given_to = forms.ModelChoiceField(
        label=_("Given to"),
        queryset=User.objects.none(),
        empty_label=None,
        help_text=_("Who heard it, or was given the paper."),
    )
    scan = ScanField(label=_("Scan or photo of the signed form"), required=False)

    def __init__(self, *args: Any, takers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["given_to"].queryset = takers  # type: ignore[attr-defined]


class PlainConsentForm(_Taken):
    """Participation, relatives, use of data: no organisations to name."""

    kind = forms.ChoiceField(
        label=_("What the citizen consents to"),
        widget=forms.RadioSelect,
        choices=[(kind.value, kind.label) for kind in ConsentKind if kind != ConsentKind.EXCHANGE],
        help_text=_(
            "Participation gives a coordinator and a plan. Which organisations see the plan is a consent of its own: "
            "to exchange information."
        ),
    )
    purpose = forms.CharField(
        label=_("Purpose"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What it is used for, in words the citizen knows."),
    )
    expires_on = forms.DateField(
        label=_("Expires on"),
        required=False,
        help_text=_("The first day it no longer counts. Participation has no end date."),
    )
    field_order = ("kind", "form", "why_oral", "given_on", "given_to", "purpose", "expires_on", "scan")


class ParticipationForm(_Taken):
    """The first consent of the enrolment."""

    purpose = forms.CharField(label=_("Purpose"), widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ("form", "why_oral", "given_on", "given_to", "purpose", "scan")

    def values(self) -> dict[str, Any]:
        return {**super().values(), "kind": ConsentKind.PARTICIPATION}


class ExchangeForm(_Taken):
    """An exchange consent with its grid: one select for each organisation × part."""

    keeps_drafts = False  # one address, many grids

    purpose = forms.CharField(
        label=_("Purpose"),
        widget=forms.Textarea(attrs={"rows": 3}),
        initial=_("That those who help me can work together on my coordinated plan."),
    )
    expires_on = forms.DateField(
        label=_("Expires on"),
        initial=a_year_from_today,
        help_text=_("The first day it no longer counts; at the latest one year after it was given."),
    )

    def __init__(self, *args: Any, organisations: Sequence[Organisation], labels: Labels, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations, self.labels = organisations, labels
        for organisation in organisations:
            for part, label in labels:
                self.fields[cell_name(organisation, part)] = level_field(label)

    @property
    def grid(self) -> list[tuple[Organisation, list[Any]]]:
        """For the template: each organisation with its selects in the order of the parts."""
        return [(row, [self[cell_name(row, part)] for part, _label in self.labels]) for row in self.organisations]

    def cells(self) -> list[tuple[Organisation, str, str]]:
        """What was chosen, for the action."""
        return [
            (row, part, level)
            for row in self.organisations
            for part, _label in self.labels
            if (level := self.cleaned_data.get(cell_name(row, part)))
        ]

    def values(self) -> dict[str, Any]:
        kept = {name: value for name, value in super().values().items() if not name.startswith("cell_")}
        return {**kept, "kind": ConsentKind.EXCHANGE, "cells": self.cells()}


def cell_name(organisation: Organisation, part: str) -> str:
    return f"cell_{organisation.pk.hex}_{part}"


def as_covered(rows: Iterable[Any]) -> dict[str, str]:
    """The grid as consent covers it today, to renew from: name of the select → level."""
    return {
        cell_name(row.organisation, part): spans[0].level.value
        for row in rows
        for part, spans in row.cells.items()
        if spans
    }


class WithdrawForm(PlainForm):
    """A withdrawal: it needs no form, only the citizen's word."""

    withdrawn_by = forms.CharField(label=_("Who said it"), max_length=120)
    withdrawn_how = forms.ChoiceField(label=_("How"), choices=SAID_HOW, widget=forms.RadioSelect)
    withdrawn_on = forms.DateField(label=_("When"), initial=today)


class WithdrawParticipationForm(WithdrawForm):
    exchange_too = forms.BooleanField(
        label=_("Withdraw all consents to exchange information, too"),
        help_text=_("Afterwards you can only read, so it cannot be done later."),
        required=False,
    )
