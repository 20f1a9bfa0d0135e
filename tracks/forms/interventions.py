from __future__ import annotations

import uuid
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, valid_on
from citizens.models import CareTeamMember, Relative
from core.dates import today
from core.forms import Conflict
from tracks.enums import GoalStatus, ResponsibleKind
from tracks.forms.goals import InPlaceForm
from tracks.models import Goal, Intervention, LegalBasis, responsible_key

_TEXTS = {"text": forms.Textarea(attrs={"rows": 2}), "follow_up_note": forms.Textarea(attrs={"rows": 3})}
FIRST = (
    "text",
    "responsible",
    "responsible_function",
    "responsible_organisation",
    "deadline",
    "goal",
    "area",
    "prioritised",
)
FURTHER = (
    "starts_on",
    "legal_basis",
    "legal_basis_note",
    "status",
    "ended_reason",
    "follow_up_note",
    "follow_up_result",
    "attainment",
    "keep_number",
)


class InterventionForm(InPlaceForm):
    """One picker for who answers (see `responsible_key`); a function needs its two fields as well."""

    responsible = forms.ChoiceField(label=gettext_lazy("Who answers for it"), required=False)

    class Meta:
        model = Intervention
        fields = [
            "text", "responsible_function", "responsible_organisation", "deadline", "goal", "area", "prioritised",
            "starts_on", "legal_basis", "legal_basis_note", "status", "ended_reason", "follow_up_note",
            "follow_up_result", "attainment",
        ]  # fmt: skip
        widgets = _TEXTS
        help_texts = {
            "prioritised": gettext_lazy("It is worked on now, and somebody must answer for it."),
            "legal_basis": gettext_lazy("The law the help is given by. It may wait."),
            "follow_up_result": gettext_lazy("What you agreed when you looked at it together."),
            "attainment": gettext_lazy("How far the citizen has come. The words are explained under Help."),
            "responsible_function": gettext_lazy("Only when a function answers, for instance the nurse on duty."),
            "responsible_organisation": gettext_lazy("Only when a function answers."),
            "ended_reason": gettext_lazy("Required when it is stopped."),
        }

    def __init__(self, *args: Any, instance: Intervention, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        self._people(instance)
        self._pick_lists(instance)
        if instance._state.adding:
            for name in ("status", "ended_reason", "follow_up_note", "follow_up_result", "attainment"):
                del self.fields[name]

    def _people(self, row: Intervention) -> None:
        """Only people with a place today, with function and workplace, so that namesakes are told apart."""
        citizen, kept = row.track.plan.citizen_id, responsible_key(row)
        places = CareTeamMember.objects.filter(citizen=citizen).select_related("organisation")
        places = places.filter(valid_on(today()) | Q(pk=row.responsible_member_id)).order_by("name", "id")
        relatives = Relative.objects.filter(citizen=citizen).order_by("name", "id")
        relatives = relatives.filter(Q(ended_on__isnull=True) | Q(pk=row.relative_id))
        self.members = {f"member:{place.pk}": place for place in places}
        self.relatives = {f"relative:{relative.pk}": relative for relative in relatives}
        network = [
            (key, " · ".join(filter(None, (place.name, place.function, str(place.organisation)))))
            for key, place in self.members.items()
        ]
        choices: list[Any] = [("", ResponsibleKind.NOBODY.label), (_("The network"), network)]
        if self.relatives:
            choices.append((_("Family and friends"), [(key, str(one)) for key, one in self.relatives.items()]))
        others = [(kind.value, kind.label) for kind in (ResponsibleKind.CITIZEN, ResponsibleKind.FUNCTION)]
        picker: Any = self.fields["responsible"]
        picker.choices = [*choices, (_("Others"), others)]
        self.initial["responsible"] = kept

    def _pick_lists(self, row: Intervention) -> None:
        day, fields = today(), cast(dict[str, Any], self.fields)
        fields["responsible_organisation"].queryset = Organisation.objects.filter(
            valid_on(day) | Q(pk=row.responsible_organisation_id)
        )
        goals = Goal.objects.filter(track=row.track_id).filter(Q(status=GoalStatus.OPEN) | Q(pk=row.goal_id))
        fields["goal"].queryset = goals.order_by("position", "created_at", "id")
        fields["goal"].empty_label = _("No goal")
        bases = LegalBasis.objects.filter(track=row.track.kind).filter(Q(in_use=True) | Q(pk=row.legal_basis_id))
        fields["legal_basis"].queryset = bases.order_by("position", "id")
        fields["legal_basis"].empty_label = _("None chosen")

    def values(self) -> dict[str, Any]:
        """The picker's one value becomes the record's own fields; what does not belong to it is emptied."""
        given = {name: value for name, value in super().values().items() if name != "responsible"}
        key = self.cleaned_data["responsible"]
        given["responsible_kind"] = key.partition(":")[0]
        given["responsible_member"] = self.members.get(key)
        given["relative"] = self.relatives.get(key)
        if key != ResponsibleKind.FUNCTION:
            given["responsible_function"], given["responsible_organisation"] = "", None
        return given

    def rebase(self, current: Any) -> None:
        """As for every form, and the picker too: it stands for several columns."""
        super().rebase(current)
        base = type(current).history.filter(id=current.pk, revision=self.base_revision).first()
        mine, theirs = self.cleaned_data["responsible"], responsible_key(current)
        before = responsible_key(base) if base else None
        if mine == theirs or theirs == before:
            return
        if mine == before:
            self.data[self.add_prefix("responsible")] = theirs
            return
        label = str(self.fields["responsible"].label)
        shown = self._word(theirs)
        self.conflicts.append(Conflict("responsible", label, shown, self._word(mine)))
        self.add_error("responsible", _("Changed meanwhile to: “%(text)s”") % {"text": shown})

    def _word(self, key: str) -> str:
        found = self.members.get(key) or self.relatives.get(key)
        return str(found) if found else str(dict(ResponsibleKind.choices).get(key, ""))

    @property
    def first(self) -> list[Any]:
        """The fields one always needs; the others stand folded."""
        return [self[name] for name in FIRST]

    @property
    def further(self) -> list[Any]:
        return [self[name] for name in FURTHER if name in self.fields]

    @property
    def unfold(self) -> bool:
        """Open the folded part when something in it is wrong."""
        return any(name in self.errors for name in FURTHER)


class StatusForm(InPlaceForm):
    """What the responsible reports. The row's own select sends the status alone; what is not sent is not touched."""

    class Meta:
        model = Intervention
        fields = ["status", "ended_reason", "follow_up_note"]
        widgets = {"follow_up_note": _TEXTS["follow_up_note"]}
        help_texts = {
            "ended_reason": gettext_lazy("Required when it is stopped."),
            "follow_up_note": gettext_lazy("Everybody to whom the track is open can read it."),
        }

    def __init__(self, *args: Any, instance: Intervention, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        if self.is_bound and self.add_prefix("follow_up_note") not in self.data:
            del self.fields["follow_up_note"]


def uuids(values: list[str]) -> list[uuid.UUID]:
    """The ids of a posted order. Raises ValueError for what is none."""
    return [uuid.UUID(value) for value in values]
