"""The forms of a network meeting. They validate what one row can tell; the actions judge the rest."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.dates import today
from core.forms import PlainForm, RecordForm
from meetings.models import NetworkMeeting
from meetings.queries import member_label, members_for, relatives_for
from plans.models import Plan


class Members(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return member_label(obj)


class MeetingForm(RecordForm):
    """When, where, why and with whom. A new one asks the whole network of today; family and friends are ticked."""

    starts_at = forms.TimeField(label=_("Time"), input_formats=["%H:%M", "%H.%M", "%H:%M:%S"], required=False)
    members = Members(queryset=None, label=_("From the network"), widget=forms.CheckboxSelectMultiple, required=False)
    relatives: Any = forms.ModelMultipleChoiceField(
        queryset=None, label=_("Family and friends"), widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = NetworkMeeting
        fields = ["meets_on", "starts_at", "kind", "place", "purpose", "called_by", "citizen_attends"]
        widgets = {"kind": forms.RadioSelect, "purpose": forms.Textarea(attrs={"rows": 3})}
        labels = {"citizen_attends": _("The citizen takes part")}
        help_texts = {
            "meets_on": _("At most six months ahead."),
            "place": _(
                "Needed when you meet in person; else a link or number. Write “at the citizen's home”, not the address."
            ),
            "purpose": _("All who may read the front page see time, place and purpose: name no track or workplace."),
        }

    def __init__(self, *args: Any, plan: Plan, by: Any, instance: NetworkMeeting | None = None, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = [choice for choice in kind.choices if choice[0]]
        members, relatives = members_for(plan, instance), relatives_for(plan, instance)
        self.fields["members"].queryset = members  # type: ignore[attr-defined]
        self.fields["relatives"].queryset = relatives  # type: ignore[attr-defined]
        if instance is None:
            self.initial["called_by"] = by.name
            self.initial["members"] = [row.pk for row in members]
            return
        asked = instance.participants.filter(removed=False).order_by("created_at", "id")
        rows = list(asked.values_list("member_id", "relative_id"))
        self.initial["members"] = [member for member, _relative in rows if member]
        self.initial["relatives"] = [relative for _member, relative in rows if relative]


class HeldMeetingForm(MeetingForm):
    """A meeting that was held without having been planned here: the same questions, about a day that has passed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day, members = self.fields["meets_on"], self.fields["members"]
        day.label, day.help_text, day.initial = _("The day it was held"), "", today()
        members.label, self.fields["relatives"].label = (
            _("Who came from the network"),
            _("Which family and friends came"),
        )
        self.fields["citizen_attends"].label = _("The citizen took part")
        self.initial["members"] = []


class HeldForm(PlainForm):
    held_on = forms.DateField(label=_("The meeting was held on"), initial=today)


class CancelForm(PlainForm):
    reason = forms.CharField(label=_("Why is it cancelled?"), max_length=300)
