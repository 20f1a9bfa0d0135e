"""Forms of the pages that put several apps side by side."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citizens.access import Case
from core.dates import today
from core.forms import PlainForm
from followups.enums import RoundState
from overview.access import variants_for
from overview.enums import CardSheet, PackFormat, Period, Standing
from overview.queries.citizens import Choices, Filter
from overview.queries.follow_ups import FollowUpFilter
from overview.queries.readers import covered_organisations
from overview.queries.week import Choice, Line
from overview.queries.work import NOBODY, WorkFilter
from plans.enums import PrintVariant


class PrintForm(PlainForm):
    """Which copy, and for whom. Offers only what this user may print, and organisations a consent covers today."""

    variant = forms.ChoiceField(label=_("Which copy"), widget=forms.RadioSelect)
    organisation = forms.ChoiceField(
        label=_("For which organisation"),
        help_text=_("Those listed have a valid consent today; only what it covers is printed."),
        required=False,
    )
    mark_optional = False

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        variants = variants_for(case)
        covered = covered_organisations(case)
        self.fields["variant"].choices = [(variant.value, variant.label) for variant in variants]  # type: ignore[attr-defined]
        self.fields["variant"].initial = variants[0]
        choices = [(str(row.pk), str(row)) for row in covered]
        if len(variants) > 1:
            self.fields["organisation"].label = _("Organisation (only for the copy to one organisation)")
        if not covered:
            self.fields["organisation"].help_text = _("No organisation has a valid consent today.")
        self.fields["organisation"].choices = [*([("", _("Choose"))] if len(variants) > 1 else []), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("variant") == PrintVariant.ORGANISATION and "organisation" in cleaned:
            if not cleaned["organisation"]:
                self.add_error("organisation", _("Choose the organisation the copy is for."))
        elif "organisation" in cleaned:
            cleaned["organisation"] = ""
        return cleaned


class BlankForm(PlainForm):
    """Of which programme the empty form is: it carries the programme's own words and emergency numbers."""

    programme = forms.ChoiceField(label=_("Programme"), widget=forms.RadioSelect)
    mark_optional = False

    def __init__(self, *args: Any, programmes: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(row.pk), row.name) for row in programmes]
        self.fields["programme"].choices = choices  # type: ignore[attr-defined]
        self.fields["programme"].initial = choices[0][0] if choices else None


class CardForm(PlainForm):
    """What the crisis card is printed on."""

    sheet = forms.ChoiceField(
        label=_("Which paper"), choices=CardSheet.choices, widget=forms.RadioSelect, initial=CardSheet.A4
    )
    mark_optional = False


class SearchForm(PlainForm):
    """What one looks for. Here a CPR number is no slip of the pen: it is not kept."""

    q = forms.CharField(label=_("Name, CPR number or case number"), max_length=100)
    mark_optional = False

    def _notice_cpr(self, cleaned: dict[str, Any]) -> None:
        """Nothing typed here is stored or logged."""


class FilterForm(PlainForm):
    """What the list of citizens is narrowed to. An unknown value narrows nothing."""

    status = forms.ChoiceField(label=_("Where they are"), required=False)
    kommune = forms.ChoiceField(label=_("Municipality"), required=False)
    koordinator = forms.ChoiceField(label=_("Coordinator"), required=False)
    stille = forms.BooleanField(
        label=_("Quiet for too long"), required=False, widget=forms.CheckboxInput(attrs={"value": "1"})
    )
    gennemgang = forms.BooleanField(
        label=_("Not gone through for half a year"), required=False, widget=forms.CheckboxInput(attrs={"value": "1"})
    )
    program = forms.UUIDField(required=False, widget=forms.HiddenInput)
    mark_optional = False

    def __init__(self, data: Any, *, choices: Choices) -> None:
        super().__init__(data)
        everything, nobody = [("", _("All"))], [(NOBODY, _("No coordinator"))] if choices.uncoordinated else []
        options: dict[str, list[Any]] = {
            "status": Standing.choices,
            "kommune": [(name, name) for name in choices.municipalities],
            "koordinator": [*choices.coordinators, *nobody],
        }
        for name, offered in options.items():
            self.fields[name].choices = [*everything, *offered]  # type: ignore[attr-defined]
        if not choices.coordinators and not nobody:
            del self.fields["koordinator"]
        self.full_clean()

    def wanted(self) -> Filter:
        """The filter as far as it can be understood."""
        told = self.cleaned_data
        return Filter(
            standing=Standing(told["status"]) if told.get("status") else None,
            municipality=told.get("kommune", ""),
            **coordinator_of(told.get("koordinator")),
            programme=told.get("program"),
            quiet=bool(told.get("stille")),
            unreviewed=bool(told.get("gennemgang")),
        )


def coordinator_of(told: str | None) -> dict[str, Any]:
    """Whose citizens, as the filters take it; `told` has been found among the choices."""
    if told == NOBODY:
        return {"nobody": True}
    return {"coordinator": uuid.UUID(told)} if told else {}


class WorkFilterForm(PlainForm):
    """What the list of open interventions is narrowed to. An unknown value narrows nothing."""

    koordinator = forms.ChoiceField(label=_("Coordinator"), required=False)
    over_frist = forms.BooleanField(
        label=_("Past the deadline"), required=False, widget=forms.CheckboxInput(attrs={"value": "1"})
    )
    hos_koordinator = forms.BooleanField(
        label=_("The coordinator answers"), required=False, widget=forms.CheckboxInput(attrs={"value": "1"})
    )
    mark_optional = False

    def __init__(self, data: Any, *, choices: Choices) -> None:
        super().__init__(data)
        nobody = [(NOBODY, _("No coordinator"))] if choices.uncoordinated else []
        offered = [*choices.coordinators, *nobody]
        self.fields["koordinator"].choices = [("", _("All")), *offered]  # type: ignore[attr-defined]
        if not offered:
            del self.fields["koordinator"]
        self.full_clean()

    def wanted(self) -> WorkFilter:
        """The filter as far as it can be understood."""
        told = self.cleaned_data
        late, own = bool(told.get("over_frist")), bool(told.get("hos_koordinator"))
        return WorkFilter(late=late, own=own, **coordinator_of(told.get("koordinator")))


class FollowUpFilterForm(PlainForm):
    """What the list of follow-ups is narrowed to. An unknown value narrows nothing."""

    STATES = (RoundState.OPEN, RoundState.OVERDUE, RoundState.MISSED)

    tilstand = forms.ChoiceField(label=_("State"), required=False)
    koordinator = forms.ChoiceField(label=_("Coordinator"), required=False)
    mark_optional = False

    def __init__(self, data: Any, *, choices: Choices) -> None:
        super().__init__(data)
        nobody = [(NOBODY, _("No coordinator"))] if choices.uncoordinated else []
        offered: dict[str, list[Any]] = {"tilstand": [(state.value, state.label) for state in self.STATES]}
        offered["koordinator"] = [*choices.coordinators, *nobody]
        for name, options in offered.items():
            self.fields[name].choices = [("", _("All")), *options]  # type: ignore[attr-defined]
        if not offered["koordinator"]:
            del self.fields["koordinator"]
        self.full_clean()

    def wanted(self) -> FollowUpFilter:
        """The filter as far as it can be understood."""
        told = self.cleaned_data
        state = RoundState(told["tilstand"]) if told.get("tilstand") else None
        return FollowUpFilter(state=state, **coordinator_of(told.get("koordinator")))


class WeekForm(PlainForm):
    """Which plans, and for whom. Stands in the address; an unknown value narrows nothing."""

    hvornaar = forms.ChoiceField(label=_("Which plans"), choices=Period.choices, required=False)
    dag = forms.DateField(label=_("Day, or a day in the week"), required=False)
    til = forms.ChoiceField(label=_("For whom"), required=False)
    mark_optional = False

    def __init__(self, data: Any, *, recipients: Iterable[Any]) -> None:
        super().__init__({"hvornaar": Period.WEEK.value, "dag": today().isoformat(), **data.dict()})
        whole = ("", _("The coordination (the whole plan)"))
        self.fields["til"].choices = [whole, *((str(row.pk), str(row)) for row in recipients)]  # type: ignore[attr-defined]
        self.full_clean()

    def choice(self) -> Choice:
        """The choice as far as it can be understood."""
        told = self.cleaned_data
        return Choice(
            period=Period(told.get("hvornaar") or Period.WEEK),
            day=told.get("dag"),
            organisation=uuid.UUID(told["til"]) if told.get("til") else None,
        )

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The choice as hidden fields of the order."""
        return [(name, self.data.get(name, "")) for name in self.fields]


class PackForm(PlainForm):
    """Whose plans of those that can be printed, and as what."""

    citizens = forms.MultipleChoiceField(
        label=_("Plans"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one plan."),
            "invalid_choice": _("The list has changed since you opened it. Look it over and choose again."),
        },
    )
    fil = forms.ChoiceField(
        label=_("As what"), choices=PackFormat.choices, widget=forms.RadioSelect, initial=PackFormat.PDF
    )

    def __init__(self, *args: Any, ready: list[Line], ticked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ready, self._ticked = ready, ticked
        self.fields["citizens"].choices = [(str(line.citizen.pk), line.citizen.name) for line in ready]  # type: ignore[attr-defined]

    def rows(self) -> list[tuple[Line, bool]]:
        """Each plan that can be printed, and whether it is ticked."""
        if not self.is_bound:
            return [(line, self._ticked) for line in self._ready]
        chosen = set(self.data.getlist("citizens"))
        return [(line, str(line.citizen.pk) in chosen) for line in self._ready]
