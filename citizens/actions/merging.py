"""Two records of one person become one. Nothing is opened by it to anybody in the network (ADR 0016)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from citizens.actions.enrolment import HISTORY_REASON
from citizens.actions.leaving import end_network
from citizens.actions.signpost import recompute
from citizens.enums import ConsentKind, WithdrawnHow
from citizens.models import Citizen, Consent, ConsentScope, Merging, Relative, Stay, ToDo
from citizens.queries.merging import FIELDS, newly_opening, obstacle_to_merging, open_cells, snapshot, standing
from core.attribution import attributed_to
from core.dates import today
from core.models import Refused


def locked_pair(kept: Citizen, merged: Citizen) -> tuple[Citizen, Citizen]:
    """Both under lock, always in the same order: two leads who merge the pair both ways at once meet here."""
    rows = Citizen.objects.select_for_update(of=("self",)).filter(pk__in=[kept.pk, merged.pk]).order_by("pk")
    by_key = {row.pk: row for row in rows}
    return by_key[kept.pk], by_key[merged.pk]


@transaction.atomic
def merge_records(
    kept: Citizen, merged: Citizen, *, by: Any, reason: str, take: Collection[str], seen: tuple[int, int]
) -> Merging:
    """Close `merged` and read it through `kept` from now on. `take`: the groups of master data taken from `merged`.

    `seen`: the revisions the two had when they were compared. Relatives, stays, to-dos, consents and drafts move;
    plans and the log stay where they were written. Raises Refused, and then nothing is changed.
    """
    kept, merged = locked_pair(kept, merged)
    if obstacle := obstacle_to_merging(kept, merged):
        raise Refused(obstacle)
    if not reason.strip():
        raise Refused(_("Write how you know that it is the same person."), field="reason")
    if (kept.revision, merged.revision) != seen:
        raise Refused(_("One of the records was changed while you compared them. Look at both again."))
    with attributed_to(by, reason=reason[:HISTORY_REASON]):
        row = Merging(kept=kept, merged=merged, reason=reason, before=snapshot(kept, merged))
        row.save()
        _move_consents(kept, merged, by.name)
        for model in (Relative, Stay, ToDo):
            _move(list(model.objects.select_for_update().filter(citizen=merged).order_by("id")), kept)
        _settle_master_data(kept, merged, take)
        for earlier in Citizen.objects.select_for_update().filter(merged_into=merged).order_by("pk"):
            earlier.merged_into = kept
            earlier.save()
    end_network(merged, by=by, reason=reason, coordinator_too=True)
    for citizen in (kept, merged):
        recompute(citizen)
    _move_drafts(kept, merged)
    return row


def _move_drafts(kept: Citizen, merged: Citizen) -> None:
    """Everybody's unsaved texts of the one are offered at the other, as older ones: a person's drafts are their own,
    so the database moves them."""
    with connection.cursor() as cursor:
        cursor.execute("select somv_move_drafts(%s, %s)", [merged.pk, kept.pk])


def _move(rows: list[Any], kept: Citizen) -> None:
    for row in rows:
        row.citizen = kept
    if rows:
        type(rows[0]).objects.change_rows(rows, ["citizen"])


def _move_consents(kept: Citizen, merged: Citizen, by: str) -> None:
    """They go on where the kept record's own consents say the same; what they alone would open ends today."""
    ending = newly_opening(open_cells(kept), open_cells(merged))
    for cell in ending:
        cell.ended_on, cell.ended_by, cell.ended_how = today(), by, WithdrawnHow.MERGED
    ConsentScope.objects.change_rows(ending, ["ended_on", "ended_by", "ended_how"])
    rows = list(Consent.objects.select_for_update().filter(citizen=merged).order_by("id"))
    for row in rows:
        alone = row.kind != ConsentKind.EXCHANGE and not standing(kept, row.kind)
        # Two consents to participate would have to be withdrawn twice.
        if row.valid_on(today()) and (alone or row.kind == ConsentKind.PARTICIPATION):
            row.withdrawn_on, row.withdrawn_by, row.withdrawn_how = today(), by, WithdrawnHow.MERGED
        row.citizen = kept
    Consent.objects.change_rows(rows, ["citizen", "withdrawn_on", "withdrawn_by", "withdrawn_how"])


def _settle_master_data(kept: Citizen, merged: Citizen, take: Collection[str]) -> None:
    """What was chosen; protection is never lifted by it. Both numbers stay known, and lead to the kept record."""
    merged.merged_into = kept
    numbers = [(row.cpr, row.born_on) for row in (merged, kept)]
    if "number" in take:
        merged.cpr, merged.born_on = "", None
    merged.save()
    for name in take:
        for field in FIELDS[name] if name != "number" else ():
            setattr(kept, field, getattr(merged, field))
    if "number" in take:
        kept.cpr, kept.born_on = numbers[0]
    if merged.protected:
        days = [day for day in (kept.protected_until, merged.protected_until) if day]
        kept.protected, kept.protected_until = True, min(days, default=None)
    kept.save()
    if "number" in take:
        merged.cpr, merged.born_on = numbers[1]
        merged.save()
