"""The logbook: comments and contact notes. Append-only; a mistake is mended by a following entry."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citizens.actions import signpost
from citizens.models import Citizen
from core.attribution import attributed_to
from core.dates import today
from core.models import Refused
from core.twice import pressed_twice
from tracks.actions.tracks import begin
from tracks.enums import EntryKind
from tracks.models import Goal, Intervention, LogEntry, Track


@transaction.atomic
def comment(subject: Track | Goal | Intervention, *, by: Any, text: str) -> LogEntry:
    """A comment on a track, goal or intervention of an open plan. Pressed twice, it is stored once."""
    track = subject if isinstance(subject, Track) else subject.track
    plan = begin(track.plan)
    entry = LogEntry(
        kind=EntryKind.COMMENT,
        tracks=[track.kind],
        goal=subject if isinstance(subject, Goal) else None,
        intervention=subject if isinstance(subject, Intervention) else None,
        text=text,
    )
    return _written(entry, plan.citizen, by)


@transaction.atomic
def note_contact(
    citizen: Citizen, *, by: Any, text: str, tracks: list[str], contact_form: str, contact_on: date, contact_with: str
) -> LogEntry:
    """A visit, call, message or meeting. Raises Refused: no track, a day in the future, no text."""
    citizen.locked()  # two presses at once: the second waits here, and is seen below
    entry = LogEntry(
        kind=EntryKind.CONTACT,
        tracks=list(tracks),
        text=text,
        contact_form=contact_form,
        contact_on=contact_on,
        contact_with=contact_with,
    )
    return _written(entry, citizen, by)


@transaction.atomic
def correct(entry: LogEntry, *, by: Any, text: str, **contact: Any) -> LogEntry:
    """A following entry that corrects `entry`, or the one that entry itself corrects; it stands in the same tracks."""
    entry.citizen.locked()
    root = entry.corrects or entry
    correction = LogEntry(
        kind=root.kind,
        tracks=root.tracks,
        goal=root.goal,
        intervention=root.intervention,
        corrects=root,
        text=text,
        contact_form=contact.get("contact_form", root.contact_form),
        contact_on=contact.get("contact_on", root.contact_on),
        contact_with=contact.get("contact_with", root.contact_with),
    )
    return _written(correction, entry.citizen, by)


def _written(entry: LogEntry, citizen: Citizen, by: Any) -> LogEntry:
    _judge(entry)
    entry.citizen, entry.author, entry.author_organisation = citizen, by, by.organisation
    if twin := pressed_twice(entry, by=by, citizen=citizen):
        return twin
    with attributed_to(by):
        entry.save()
    signpost(citizen, last_activity_at=timezone.now())
    return entry


def _judge(entry: LogEntry) -> None:
    if not entry.text.strip():
        raise Refused(_("Write something."), field="text")
    if not entry.tracks:
        raise Refused(_("Choose at least one track."), field="tracks")
    if entry.kind == EntryKind.CONTACT:
        if entry.contact_on is None or entry.contact_on > today():
            raise Refused(_("The date lies in the future."), field="contact_on")
        if not entry.contact_with.strip():
            raise Refused(_("Write with whom."), field="contact_with")
