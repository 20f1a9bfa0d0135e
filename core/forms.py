"""Forms validate and never save. One base for all, so that every form keeps what was typed and says what is wrong."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError, OperationalError, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum.dk import cpr as stdnum_cpr

from core.models import Refused, Stale

LONGEST_TEXT = 20_000  # characters; about ten pages
DASHES = "---------"  # Django's empty choice
_CPR = re.compile(r"(?<![\d-])(\d{6})[- ]?(\d{4})(?![\d-])")


def holds_cpr(text: str) -> bool:
    """Whether `text` holds ten digits that can be a CPR number: the first six are a date (demo: day + 60)."""
    for match in _CPR.finditer(text):
        digits = match[1] + match[2]
        fictive = f"{int(digits[:2]) - 60:02d}{digits[2:]}" if digits[:2] > "60" else digits
        for candidate in {digits, fictive}:
            try:
                stdnum_cpr.get_birth_date(candidate)
            except Exception:  # noqa: BLE001, S112  (stdnum raises several kinds; all mean "no date")
                continue
            return True
    return False


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


def say_choose(field: forms.ChoiceField) -> None:
    """A row of dashes tells nobody anything: say what to do, or that nothing is chosen."""
    word = _("Choose") if field.required else _("Not chosen")
    if isinstance(field, forms.ModelChoiceField):
        field.empty_label = word if field.empty_label == DASHES else field.empty_label
    elif isinstance(field.widget, forms.Select):
        field.choices = [(key, word if label == DASHES else label) for key, label in field.widget.choices]


class BaseForm(forms.BaseForm):
    """Shared by plain and model forms: bounded texts, dates as the browser gives them, CPR numbers noticed."""

    data: Any
    # False where one address serves several forms in turn: a draft could then be offered in another's place.
    keeps_drafts = True

    def long_texts(self) -> list[forms.Field]:
        return [field for field in self.fields.values() if isinstance(field.widget, forms.Textarea)]

    def _prepare(self) -> None:
        for field in self.long_texts() if self.keeps_drafts else []:
            field.widget.attrs["data-draft"] = ""  # static/somv/drafts.js keeps what is typed
        for name, field in self.fields.items():
            if isinstance(field, forms.DateField):
                field.widget = DateInput(field.widget.attrs)
            if isinstance(field, forms.ChoiceField):
                say_choose(field)
            if isinstance(field, forms.UUIDField):
                continue  # a CharField by descent, but its value has no length
            if isinstance(field, forms.CharField) and field.max_length is None and name != "cpr":
                field.validators = [*field.validators, MaxLengthValidator(LONGEST_TEXT)]

    def _notice_cpr(self, cleaned: dict[str, Any]) -> None:
        """Sensitive text is dear to clean up afterwards: ask the writer before it is stored."""
        if self.data.get(self.add_prefix("keep_number")):
            return
        for name, value in list(cleaned.items()):  # add_error takes the field out
            if name != "cpr" and isinstance(value, str) and holds_cpr(value):
                self.add_error(name, _("This looks like a CPR number. Remove it, or tick that it has to stand here."))
                self.fields["keep_number"] = forms.BooleanField(
                    label=_("It is not a CPR number, or it has to stand here"), required=False
                )


class PlainForm(BaseForm, forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._prepare()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._notice_cpr(cleaned)
        return cleaned

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "keep_number"}


@dataclass(frozen=True)
class Conflict:
    """A field two people changed: what stands now, and what was typed here."""

    name: str
    label: str
    theirs: str
    mine: str


class RecordForm(BaseForm, forms.ModelForm):
    """A form over a Record. Carries the revision it was opened at; a stale save shows both texts side by side."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, instance: models.Model | None = None, **kwargs: Any) -> None:
        # A copy: validation writes into the instance, and the page must still show what is stored.
        kwargs["instance"] = copy.copy(instance) if instance is not None else None
        super().__init__(*args, **kwargs)
        # The action judges, in its own words and by the field; the database's constraints are the last word.
        # Judged here, they would answer with their names.
        self.instance.validate_constraints = lambda exclude=None: None
        self._prepare()
        self.conflicts: list[Conflict] = []
        if instance is not None and instance.pk and not instance._state.adding:
            self.initial["revision"] = instance.revision  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk and not self.instance._state.adding and cleaned.get("revision") is None:
            self.add_error(None, _("The form is not whole. Load the page again; copy your text first."))
        self._notice_cpr(cleaned)
        return cleaned

    @property
    def base_revision(self) -> int:
        """The revision the form was opened at; give it to the action."""
        return self.cleaned_data["revision"]

    def values(self) -> dict[str, Any]:
        """What the action takes: the fields of the form without its own bookkeeping."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("revision", "keep_number")}

    def rebase(self, current: models.Model) -> None:
        """After Stale: keep what was typed, take over what only the other changed, name what both changed."""
        base = type(current).history.filter(id=current.pk, revision=self.base_revision).first()  # type: ignore[attr-defined]
        self.data = self.data.copy()
        self.data[self.add_prefix("revision")] = str(getattr(current, "revision", ""))
        who = current.history.first().history_user  # type: ignore[attr-defined]
        for name in self._meta.fields or []:
            if name in self.cleaned_data:
                self._rebase_field(name, base, current)
        self.add_error(
            None,
            _("%(who)s saved this page while you were writing. Nothing of yours is lost: look it over and save again.")
            % {"who": who or "SOMV"},
        )

    def _rebase_field(self, name: str, base: Any, current: Any) -> None:
        field = current._meta.get_field(name)
        mine, theirs = self.cleaned_data[name], getattr(current, name)
        before = getattr(base, field.attname) if base else None
        plain = [getattr(value, "pk", value) for value in (mine, theirs)]
        if plain[0] == plain[1]:
            return
        if base is not None and plain[0] == before:
            self._take_over(name, theirs)
        elif base is None or plain[1] != before:
            shown = current._get_FIELD_display(field) if field.choices else theirs
            self.conflicts.append(Conflict(name, str(self.fields[name].label), str(shown), str(mine)))
            self.add_error(name, _("Changed meanwhile to: “%(text)s”") % {"text": shown})

    def _take_over(self, name: str, theirs: Any) -> None:
        prepared = self.fields[name].prepare_value(getattr(theirs, "pk", theirs))
        key = self.add_prefix(name)
        if isinstance(prepared, bool):
            if prepared:
                self.data[key] = "on"
            else:
                self.data.pop(key, None)
        elif isinstance(prepared, list | tuple):
            self.data.setlist(key, [str(item) for item in prepared])
        else:
            self.data[key] = "" if prepared is None else str(prepared)


BUSY = gettext_lazy("Somebody else is saving here right now. Nothing of yours is lost: save again in a moment.")
_BUSY = frozenset({"55P03", "40P01"})  # lock not available in time, deadlock: the row is another's for the moment
COLLISION = gettext_lazy("Somebody saved something at the same moment that does not go with this. Look again and save.")


def attempt(form: Any, action: Callable[[], Any]) -> Any:
    """Call the action; what it refuses becomes a message in the form. Returns its result, or None.

    Actions return the record they made or changed, so None always means "not done, the form says why".
    """
    try:
        with transaction.atomic():
            return action()
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
    except Stale as stale:
        form.rebase(stale.record)
    except IntegrityError:
        form.add_error(None, COLLISION)  # two at once: a database constraint is the last word
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) not in _BUSY:
            raise
        form.add_error(None, BUSY)
    return None
