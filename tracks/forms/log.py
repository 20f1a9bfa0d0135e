from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citizens.access import Case
from citizens.enums import Part
from citizens.queries import track_label
from core.dates import today
from core.forms import PlainForm
from tracks.access import readable_tracks
from tracks.enums import ContactForm as Form
from tracks.enums import EntryKind


def named_tracks(case: Case) -> list[tuple[str, str]]:
    """The readable tracks by value and the programme's own name."""
    return [(kind, track_label(case, Part(kind))) for kind in readable_tracks(case)]


class CommentForm(PlainForm):
    mark_optional = False
    text = forms.CharField(label=gettext_lazy("Comment"), widget=forms.Textarea(attrs={"rows": 3}))


class ContactForm(PlainForm):
    """A contact note; with `corrects` its tracks stay those of the entry it corrects."""

    mark_optional = False
    contact_form = forms.ChoiceField(
        label=gettext_lazy("Form of contact"), choices=Form.choices, widget=forms.RadioSelect
    )
    contact_on = forms.DateField(label=gettext_lazy("Date"), initial=today)
    contact_with = forms.CharField(label=gettext_lazy("With whom"), max_length=160)
    tracks = forms.MultipleChoiceField(
        label=gettext_lazy("Tracks"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("The note is shown only to those who may see all the tracks you choose."),
    )
    text = forms.CharField(label=gettext_lazy("Note"), widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, case: Case, corrects: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tracks: Any = self.fields["tracks"]
        tracks.choices = named_tracks(case)
        if corrects:
            del self.fields["tracks"]

    def clean_contact_on(self) -> Any:
        day = self.cleaned_data["contact_on"]
        if day > today():
            raise forms.ValidationError(_("The date lies in the future."))
        return day


class LogFilter(forms.Form):
    """Stands in the address: it names tracks and kinds, never a person."""

    mark_optional = False
    track = forms.ChoiceField(label=gettext_lazy("Track"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["track"].choices = [("", _("All tracks")), *named_tracks(case)]
        fields["kind"].choices = [("", _("All kinds")), *EntryKind.choices]

    def rules(self) -> dict[str, str]:
        """What is chosen; a value that is none of the choices is as good as no choice."""
        chosen = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        return {name: chosen.get(name, "") for name in ("track", "kind")}
