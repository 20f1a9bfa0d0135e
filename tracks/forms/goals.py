from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, valid_on
from core.dates import today
from core.forms import RecordForm
from tracks.enums import GoalStatus
from tracks.models import Goal, Track


class InPlaceForm(RecordForm):
    """Several can be open on one page: ids are the record's own."""

    mark_optional = False

    def __init__(self, *args: Any, instance: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{type(self).__name__.lower()}-{instance.pk}-%s")
        super().__init__(*args, instance=instance, **kwargs)


class TrackForm(InPlaceForm):
    class Meta:
        model = Track
        fields = ["status_line", "lead_organisation"]
        widgets = {"status_line": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "status_line": _("One sentence: where are we now?"),
            "lead_organisation": _("Who leads the work in this track. It gives nobody access."),
        }

    def __init__(self, *args: Any, instance: Track, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        field: Any = self.fields["lead_organisation"]
        field.queryset = Organisation.objects.filter(valid_on(today()) | Q(pk=instance.lead_organisation_id))
        field.empty_label = str(_("Not decided"))


class GoalForm(InPlaceForm):
    class Meta:
        model = Goal
        fields = ["text", "kind", "citizens_own", "target_on", "parent", "attainment", "status", "ended_reason"]
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "kind": _("Change: something is to be different. Maintain: something good is to be kept."),
            "attainment": _("How far the citizen has come. The words are explained under Help."),
            "status": _("Whether the goal still stands in the plan."),
            "ended_reason": _("Required when the goal is dropped."),
        }

    def __init__(self, *args: Any, instance: Goal, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        above = Goal.objects.filter(track=instance.track_id, parent__isnull=True).exclude(pk=instance.pk)
        parent: Any = self.fields["parent"]
        parent.queryset = above.filter(Q(status=GoalStatus.OPEN) | Q(pk=instance.parent_id)).order_by("position", "id")
        parent.empty_label = str(_("No other goal"))
        if instance._state.adding:
            for name in ("attainment", "status", "ended_reason"):
                del self.fields[name]
        if not parent.queryset.exists():
            del self.fields["parent"]

    @property
    def first(self) -> list[Any]:
        """The fields one always needs; the others stand folded."""
        return [self[name] for name in ("text", "kind", "citizens_own", "target_on")]

    @property
    def further(self) -> list[Any]:
        names = ("parent", "attainment", "status", "ended_reason", "keep_number")
        return [self[name] for name in names if name in self.fields]
