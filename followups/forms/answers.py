"""The form of a follow-up: one page, made for a phone at a kitchen table."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import today
from core.forms import PlainForm
from followups.enums import WHO5_TEXTS, AnsweredBy, Grasp, Health, Mode, Question, Who5
from followups.models import FollowUpAnswer, FollowUpSettings

DECLINED = "declined"
DECLINE = (DECLINED, gettext_lazy("Does not wish to answer"))
NOT_ANSWERED = {"required": gettext_lazy("Choose an answer, or “Does not wish to answer”.")}
OUT_OF_TEN = tuple((str(number), str(number)) for number in range(11))
WHO5_FIELDS = tuple(f"who5_{number}" for number in range(1, len(WHO5_TEXTS) + 1))


def _choice(label: Any, choices: Any, **options: Any) -> forms.ChoiceField:
    options.setdefault("error_messages", NOT_ANSWERED)
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, **options)


def _text(label: Any, rows: int = 2) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), required=False)


class AnswerForm(PlainForm):
    """The questions in the order of the paper form, then how and by whom they were answered.

    `settings`: what the programme asks besides the three; `answer`: what is stored, to start from.
    """

    health = _choice(Question.HEALTH.label, [*Health.choices, DECLINE])
    satisfaction = _choice(Question.SATISFACTION.label, [*OUT_OF_TEN, DECLINE])
    knows = _choice(Question.KNOWS.label, [*Grasp.choices, DECLINE])
    mode = _choice(
        gettext_lazy("How were the questions asked?"),
        Mode.choices,
        error_messages={"required": gettext_lazy("Choose how the questions were asked.")},
    )
    answered_by = _choice(
        gettext_lazy("Who answered?"), AnsweredBy.choices, initial=AnsweredBy.CITIZEN, error_messages={}
    )
    proxy = forms.CharField(
        label=gettext_lazy("Who answered for the citizen, and how they know each other"),
        help_text=gettext_lazy("Only when it was not the citizen. Such answers are shown apart."),
        max_length=120,
        required=False,
    )
    answered_on = forms.DateField(label=gettext_lazy("The day of the answers"), initial=today)
    note = _text(gettext_lazy("Note"))

    def __init__(
        self, *args: Any, settings: FollowUpSettings, answer: FollowUpAnswer | None = None, **kwargs: Any
    ) -> None:
        if answer is not None:
            kwargs["initial"] = {**_initial(answer), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self._add_optional(settings, answer)
        self._prepare()  # the optional fields keep drafts, too
        self.theirs: FollowUpAnswer | None = None

    def _add_optional(self, settings: FollowUpSettings, answer: FollowUpAnswer | None) -> None:
        """What the programme asks; and what is stored already, even when it is not asked any more."""
        declined = answer.declined if answer else []
        if settings.who5 or (answer and (answer.who5 or Question.WHO5 in declined)):
            for name, text in zip(WHO5_FIELDS, WHO5_TEXTS, strict=True):
                self.fields[name] = _choice(text, Who5.choices, required=False)
            self.fields["who5_declined"] = forms.BooleanField(label=DECLINE[1], required=False)
        if settings.together or (answer and (answer.together or Question.TOGETHER in declined)):
            self.fields["together"] = _choice(Question.TOGETHER.label, [*Grasp.choices, DECLINE], required=False)
        if settings.differently or (answer and answer.differently):
            self.fields["differently"] = _text(Question.DIFFERENTLY.label, 3)

    @property
    def questions(self) -> list[Any]:
        return [self[name] for name in ("health", "satisfaction", "knows")]

    @property
    def who5(self) -> list[Any]:
        return [self[name] for name in WHO5_FIELDS if name in self.fields]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("answered_by") == AnsweredBy.PROXY and not cleaned.get("proxy"):
            self.add_error("proxy", _("Write who answered, and how they know the citizen."))
        if cleaned.get("who5_declined") and any(cleaned.get(name) for name in WHO5_FIELDS):
            self.add_error("who5_declined", _("Either an answer or “Does not wish to answer”."))
        return cleaned

    def add_error(self, field: str | None, error: Any) -> None:
        """What the action says of WHO-5 as a whole stands by its last line."""
        super().add_error("who5_declined" if field == "who5" and "who5_declined" in self.fields else field, error)

    def values(self) -> dict[str, Any]:
        """What the action takes: answers by the model's fields, and which questions were declined."""
        given = self.cleaned_data
        found = {name: given[name] for name in ("mode", "answered_by", "proxy", "answered_on", "note")}
        found["differently"] = given.get("differently", "")
        found["health"], found["satisfaction"] = (_number(given.get(name)) for name in ("health", "satisfaction"))
        for name in ("knows", "together"):
            found[name] = "" if given.get(name) in (None, DECLINED) else given[name]
        found["who5"] = [_number(given.get(name)) for name in WHO5_FIELDS] if self.who5 else []
        declined = [name for name in ("health", "satisfaction", "knows", "together") if given.get(name) == DECLINED]
        found["declined"] = declined + ([Question.WHO5.value] if given.get("who5_declined") else [])
        return found


class CorrectForm(AnswerForm):
    """A stored answer put right: says why, and meets what another has corrected meanwhile."""

    reason = forms.CharField(label=gettext_lazy("Why is it corrected?"), max_length=300)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, answer: FollowUpAnswer, **kwargs: Any) -> None:
        super().__init__(*args, answer=answer, **kwargs)
        if answer.satisfied_then is not None:
            _ask_as_then(self)
        if answer.follow_up.number < answer.follow_up.course.first_round:
            _ask_what_is_known(self)

    def values(self) -> dict[str, Any]:
        return {**super().values(), **_as_then(self), "reason": self.cleaned_data["reason"]}

    def rebase(self, current: FollowUpAnswer) -> None:
        """After Stale: everything typed is kept, and what stands now is shown beside it."""
        self.data = self.data.copy()
        self.data[self.add_prefix("revision")] = str(current.revision)
        self.theirs = current
        who = current.history.first().history_user
        self.add_error(
            None,
            _("%(who)s saved this page while you were writing. Nothing of yours is lost: look it over and save again.")
            % {"who": who or "SOMV"},
        )


class EarlierForm(AnswerForm):
    """A round before the first one that was asked for here; satisfaction may have been asked as a yes or no."""

    number = forms.TypedChoiceField(label=gettext_lazy("Which round?"), coerce=int)

    def __init__(self, *args: Any, rounds: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].choices = rounds  # type: ignore[attr-defined]
        self.initial["answered_on"] = None
        _ask_as_then(self)
        _ask_what_is_known(self)

    def values(self) -> dict[str, Any]:
        return {**super().values(), **_as_then(self), "number": self.cleaned_data["number"]}


def _ask_as_then(form: AnswerForm) -> None:
    """Satisfaction as a number, or as the yes or no that was asked at the time: one of them, never converted."""
    form.fields["satisfaction"].required = False
    form.fields["satisfied_then"] = _choice(
        gettext_lazy("Asked as yes or no at the time: satisfied with life?"),
        [("", gettext_lazy("Was not asked like this")), ("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        required=False,
    )


def _ask_what_is_known(form: AnswerForm) -> None:
    """From before the citizen was entered here: one answer is enough."""
    for name in ("health", "satisfaction", "knows"):
        form.fields[name].required = False


def _as_then(form: AnswerForm) -> dict[str, Any]:
    if "satisfied_then" not in form.fields:
        return {}
    return {"satisfied_then": {"yes": True, "no": False}.get(form.cleaned_data.get("satisfied_then", ""))}


def _number(text: str | None) -> int | None:
    return int(text) if text and text != DECLINED else None


def _initial(answer: FollowUpAnswer) -> dict[str, Any]:
    found: dict[str, Any] = {"revision": answer.revision, "satisfied_then": ""}
    for name in ("mode", "answered_by", "proxy", "answered_on", "note", "differently"):
        found[name] = getattr(answer, name)
    for name in ("health", "satisfaction", "knows", "together"):
        stored = getattr(answer, name)
        found[name] = DECLINED if name in answer.declined else "" if stored is None else str(stored)
    for name, item in zip(WHO5_FIELDS, answer.who5, strict=False):
        found[name] = "" if item is None else str(item)
    found["who5_declined"] = Question.WHO5 in answer.declined
    if answer.satisfied_then is not None:
        found["satisfied_then"] = "yes" if answer.satisfied_then else "no"
    return found
