"""Forms of the pages about the access log. Nothing typed stands in an address: a case number and a name are sent."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.dates import today
from core.forms import PlainForm

LATEST_NUMBER = 2**31 - 1


class CaseForm(PlainForm):
    """Whose log is asked for."""

    number = forms.IntegerField(label=_("Case number"), min_value=1, max_value=LATEST_NUMBER)
    mark_optional = False


class StaffForm(PlainForm):
    """Which member of staff is asked about."""

    name = forms.CharField(label=_("Name or user name"), min_length=2, max_length=100)
    mark_optional = False


class PeriodForm(PlainForm):
    """From and to, both days counted. Without them the last `days` days; at most `most`, where there is a most."""

    fra = forms.DateField(label=_("From"), required=False)
    til = forms.DateField(label=_("To and including"), required=False)
    mark_optional = False

    def __init__(self, data: Any, *, days: int, most: int | None = None) -> None:
        self.default = (today() - timedelta(days=days - 1), today())
        self.most = most
        told = {name: value for name, value in data.items() if value}
        super().__init__({"fra": self.default[0].isoformat(), "til": self.default[1].isoformat()} | told)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("fra"), cleaned.get("til")
        if first and last and last < first:
            self.add_error("til", _("The last day is before the first."))
        elif first and last and self.most and (last - first).days >= self.most:
            self.add_error("til", _("At most %(n)s days at a time.") % {"n": self.most})
        return cleaned

    @property
    def wanted(self) -> tuple[date, date]:
        """The days asked for; the default ones where what was typed cannot be used."""
        if not self.is_valid():
            return self.default
        return self.cleaned_data["fra"], self.cleaned_data["til"]


class DayForm(PlainForm):
    """On which day."""

    dag = forms.DateField(label=_("On the day"))
    mark_optional = False

    def __init__(self, data: Any) -> None:
        super().__init__({"dag": data.get("dag") or today().isoformat()})

    @property
    def wanted(self) -> date:
        return self.cleaned_data["dag"] if self.is_valid() else today()


class CitizenLogForm(PeriodForm):
    """What the citizen's own copy of the log holds."""

    navne = forms.BooleanField(
        label=_("Name the members of staff"),
        required=False,
        help_text=_("Without it the log says which organisation and role has read."),
    )

    @property
    def names(self) -> bool:
        return self.is_valid() and bool(self.cleaned_data["navne"])
