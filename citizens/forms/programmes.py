"""Forms of programmes: every setting with an explanation beside it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.forms.pickers import PickField, people_labels
from accounts.queries import active_people
from citizens.enums import Intensity
from citizens.models import Criterion, Programme
from citizens.models.programme import default_quiet_days
from core.dates import today
from core.forms import PlainForm, RecordForm

LONGEST_NAME = 60  # of a municipality


class ProgrammeForm(RecordForm):
    municipality_names = forms.CharField(
        label=_("Municipalities"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("One on each line. The criterion of residence is met by whoever lives in one of them."),
    )

    class Meta:
        model = Programme
        fields = ["name", "coordinator_label", "addiction_label", "emergency_numbers", "starts_on", "ends_on"]
        widgets = {"emergency_numbers": forms.Textarea(attrs={"rows": 3})}
        labels = {
            "name": _("Name"),
            "coordinator_label": _("Word for the coordinator"),
            "addiction_label": _("Name of the addiction track"),
            "emergency_numbers": _("Emergency numbers"),
            "starts_on": _("From"),
            "ends_on": _("Until"),
        }
        help_texts = {
            "name": _("As citizens and colleagues know it. It stands on papers."),
            "coordinator_label": _(
                "What citizens of this programme call the coordinator, e.g. forløbspartner or tovholder."
            ),
            "addiction_label": _("The heading of the track everywhere it is shown, e.g. Misbrug or Rusmidler."),
            "emergency_numbers": _("One on each line. They stand on every crisis plan of the programme."),
            "starts_on": _("The first day one can enrol into it."),
            "ends_on": _("The first day it is gone: nobody new is enrolled. Empty while it runs."),
        }

    field_order = ["name", "municipality_names", "coordinator_label", "addiction_label", "emergency_numbers"]

    def __init__(self, *args: Any, instance: Programme | None = None, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        stored = instance.quiet_days if instance else default_quiet_days()
        if instance:
            self.initial["municipality_names"] = "\n".join(instance.municipalities)
        for intensity in Intensity:
            self.fields[f"quiet_{intensity.value}"] = forms.IntegerField(
                label=_("Quiet days that are normal: %(intensity)s") % {"intensity": intensity.label},
                min_value=1,
                max_value=365,
                initial=stored.get(intensity.value),
                help_text=_("A plan without activity for longer than this is shown to coordinator and lead as quiet."),
            )

    def clean_municipality_names(self) -> list[str]:
        names = [line.strip() for line in self.cleaned_data["municipality_names"].splitlines() if line.strip()]
        if any(len(name) > LONGEST_NAME for name in names):
            raise forms.ValidationError(_("One municipality on each line."))
        return list(dict.fromkeys(names))

    def values(self) -> dict[str, Any]:
        """The days by intensity and the list of names, as the programme keeps them."""
        told = super().values()
        told["quiet_days"] = {row.value: told.pop(f"quiet_{row.value}") for row in Intensity}
        told["municipalities"] = told.pop("municipality_names")
        return told

    def rebase(self, current: Any) -> None:
        """After Stale: the list of names and the days stand outside the model's own fields; name what changed there."""
        base = type(current).history.filter(id=current.pk, revision=self.base_revision).first()
        mine = self.values()
        super().rebase(current)
        said = _("Changed meanwhile to: “%(text)s”")
        if base is None or base.municipalities != current.municipalities != mine["municipalities"]:
            self.add_error("municipality_names", said % {"text": ", ".join(current.municipalities)})
        for row in Intensity:
            then, now = (programme.quiet_days.get(row.value) if programme else None for programme in (base, current))
            if then != now != mine["quiet_days"][row.value]:
                self.add_error(f"quiet_{row.value}", said % {"text": now})


class CriterionForm(RecordForm):
    class Meta:
        model = Criterion
        fields = ["kind", "text", "age_from", "age_to", "position", "in_use"]
        labels = {
            "kind": _("Kind"),
            "text": _("Text"),
            "age_from": _("Age from"),
            "age_to": _("Age to, included"),
            "position": _("Position"),
            "in_use": _("In use"),
        }
        help_texts = {
            "kind": _("How the answer counts. Residence and age are answered by the master data; nobody is asked."),
            "text": _("The question as the coordinator reads it."),
            "age_from": _("Only for the kind age."),
            "age_to": _("Only for the kind age; 70 is met until the day before the 71st birthday."),
            "position": _("The lowest number stands first."),
            "in_use": _("Take the tick away to retire it: new screenings are not asked, and answers stay."),
        }


class LeadForm(PlainForm):
    user = PickField(
        label=_("Project lead"), help_text=_("Somebody in the role of project lead. Type a few letters and choose.")
    )
    starts_on = forms.DateField(
        label=_("From"), initial=today, help_text=_("From this day on the lead sees the programme’s citizens.")
    )
    ends_on = forms.DateField(
        label=_("Until"), required=False, help_text=_("The first day without access. Empty: until you end it.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        picker: Any = self.fields["user"]
        picker.offer(people_labels(active_people(Role.LEAD)))


class EndLeadForm(PlainForm):
    ends_on = forms.DateField(label=_("First day without access"), initial=today)
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)
