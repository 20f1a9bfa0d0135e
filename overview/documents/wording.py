"""The two ways a paper speaks: to professionals in the product's words, to the citizen in everyday ones."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citizens.enums import Part
from citizens.queries import shown_person
from citizens.queries.head import track_label
from overview.queries.readers import Reader
from tracks.enums import InterventionStatus, ResponsibleKind
from tracks.models import Intervention
from tracks.queries.tracks import shown_responsible

# domain.md § 2: the citizen's own copy says "alkohol og stoffer".
PLAIN_TRACKS = {
    Part.ADDICTION: gettext_lazy("Alcohol and drugs"),
    Part.PSYCHIATRY: gettext_lazy("Your mental well-being"),
    Part.SOMATIC: gettext_lazy("Your body and health"),
    Part.SOCIAL: gettext_lazy("Everyday life, home and money"),
}
PLAIN_STATUS = {
    InterventionStatus.NOT_STARTED: gettext_lazy("Not begun yet"),
    InterventionStatus.IN_PROGRESS: gettext_lazy("Under way"),
    InterventionStatus.WAITING: gettext_lazy("We are waiting"),
    InterventionStatus.DONE: gettext_lazy("Finished"),
    InterventionStatus.STOPPED: gettext_lazy("Stopped for now"),
}


def track_name(reader: Reader, kind: str) -> str:
    """The heading of a track."""
    part = Part(kind)
    return str(PLAIN_TRACKS[part]) if reader.plain else track_label(reader.case, part)


def status_name(reader: Reader, row: Intervention) -> str:
    return str(PLAIN_STATUS[InterventionStatus(row.status)]) if reader.plain else row.get_status_display()


def person(reader: Reader, *, name: str, organisation: Any, is_coordinator: bool = False) -> str:
    """A person with their workplace, as far as this reader may know either."""
    shown = shown_person(
        reader.case,
        name=name,
        organisation=str(organisation or ""),
        organisation_id=getattr(organisation, "pk", None),
        is_coordinator=is_coordinator,
    )
    return ", ".join(word for word in shown if word)


def responsible(reader: Reader, row: Intervention) -> str:
    """The one who answers for an intervention, named as this reader may know them."""
    if reader.plain and row.responsible_kind == ResponsibleKind.CITIZEN:
        return _("You yourself")
    return ", ".join(word for word in shown_responsible(row, reader.case) if word) or _("Nobody yet")
