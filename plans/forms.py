"""The forms of a plan. They validate what one row can tell; the actions judge the rest and say it by the field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citizens.access import Case
from citizens.enums import TRACK_CHOICES, TRACKS
from citizens.queries import track_label
from core.forms import RecordForm
from plans.models import (
    Agreement,
    Challenge,
    CrisisContact,
    CrisisPlan,
    OtherPlan,
    Plan,
    Prompt,
    PromptAnswer,
    Situation,
)


def _texts(**rows: int) -> dict[str, forms.Textarea]:
    return {name: forms.Textarea(attrs={"rows": count}) for name, count in rows.items()}


class VoiceForm(RecordForm):
    mark_optional = False

    class Meta:
        model = Plan
        fields = ["matters", "wishes", "resources", "preferences", "view_of_help"]
        widgets = _texts(matters=4, wishes=3, resources=3, preferences=3, view_of_help=3)
        help_texts = {"matters": _("In the citizen's own words. They stand first on every page and on paper.")}


class AcceptanceForm(RecordForm):
    class Meta:
        model = Plan
        fields = ["acceptance", "accepted_on", "not_accepted_reason"]
        widgets = {"acceptance": forms.RadioSelect}

    def _get_validation_exclusions(self) -> set[str]:
        """Keep the database's own words out: the action says by the field which of the two is missing."""
        return super()._get_validation_exclusions() | {"accepted_on"}  # type: ignore[misc]


class AbsentForm(RecordForm):
    mark_optional = False

    class Meta:
        model = Plan
        fields = ["if_absent"]
        widgets = _texts(if_absent=3)


class CrisisForm(RecordForm):
    mark_optional = False

    class Meta:
        model = CrisisPlan
        fields = ["early_signs", "what_helps", "what_to_avoid", "treatment_wishes"]
        widgets = _texts(early_signs=3, what_helps=3, what_to_avoid=3, treatment_wishes=3)
        help_texts = {"early_signs": _("What others can see or hear before it becomes hard.")}


class TrackNames(list[str]):
    """Kinds of track, said by their names: a conflict shows them to people."""

    def __init__(self, kinds: list[str], names: dict[str, str]) -> None:
        super().__init__(kinds)
        self.names = names

    def __str__(self) -> str:
        return ", ".join(self.names.get(kind, kind) for kind in self)


class TaggedForm(RecordForm):
    """A line that carries tracks. The programme has its own word for one of them."""

    tracks = forms.MultipleChoiceField(
        label=_("Tracks"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Shown only to those who may see all the tracks you tick."),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = {str(part): track_label(case, part) for part in TRACKS}
        self.fields["tracks"].choices = list(self.names.items())  # type: ignore[attr-defined]

    def clean_tracks(self) -> TrackNames:
        return TrackNames(self.cleaned_data["tracks"], self.names)

    def _rebase_field(self, name: str, base: Any, current: Any) -> None:
        current.tracks = TrackNames(current.tracks, self.names)
        super()._rebase_field(name, base, current)


class SituationForm(TaggedForm):
    class Meta:
        model = Situation
        fields = ["area", "at_start", "now", "tracks"]
        widgets = _texts(at_start=3, now=3)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not (self.errors or cleaned.get("at_start") or cleaned.get("now")):
            self.add_error("now", _("Write how it was at the start, or how it is now."))
        return cleaned


class ChallengeForm(TaggedForm):
    class Meta:
        model = Challenge
        fields = ["text", "tracks"]


class OtherPlanForm(TaggedForm):
    class Meta:
        model = OtherPlan
        fields = ["kind", "authority", "dated", "contact", "tracks"]
        help_texts = {"authority": _("Who keeps that plan. Point to it, do not copy from it.")}


class UntaggedForm(RecordForm):
    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class AgreementForm(UntaggedForm):
    class Meta:
        model = Agreement
        fields = ["text", "who", "due_on"]


class ContactForm(UntaggedForm):
    class Meta:
        model = CrisisContact
        fields = ["name", "phone", "hours"]


class PromptForm(RecordForm):
    """One thing not to forget; the page holds one for each. Left alone it is not answered."""

    mark_optional = False

    class Meta:
        model = PromptAnswer
        fields = ["reply", "note"]
        widgets = {"reply": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reply = self.fields["reply"]
        reply.choices = [choice for choice in reply.choices if choice[0]]  # type: ignore[attr-defined]
        reply.required = not self.instance._state.adding
        self.fields["note"].label = _("Note")


class PromptSettingForm(RecordForm):
    """A point of the programme's list of things not to forget; the administrator's."""

    tracks = forms.MultipleChoiceField(
        label=_("Tracks"),
        choices=TRACK_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Shown only to those who may see all of these tracks."),
    )

    class Meta:
        model = Prompt
        fields = ["text", "tracks", "position", "in_use"]
        labels = {"text": _("Text"), "position": _("Position"), "in_use": _("In use")}
        help_texts = {
            "text": _("Something every plan should have thought of, in one sentence."),
            "position": _("The lowest number stands first."),
            "in_use": _("Take the tick away to retire it: new plans are not asked, and answers stay."),
        }
