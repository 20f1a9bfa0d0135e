"""The lead asks where a CPR number stands."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from citizens.forms.fields import CprField
from core.forms import PlainForm


class NumberForm(PlainForm):
    cpr = CprField(label=_("CPR number"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cpr"].required = True
