"""What a withdrawal takes from whom, in sentences, before it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from citizens.enums import Level, Part
from citizens.models import CareTeamMember, Consent
from citizens.queries.network import Row, covered

Labels = Sequence[tuple[Part, str]]


def losses(
    consents: Sequence[Consent], places: Sequence[CareTeamMember], gone: Callable[[Any], bool], labels: Labels
) -> list[str]:
    """A sentence for each organisation that loses something once the cells of which `gone` is true have ended."""
    before = covered(consents, places)
    for consent in consents:
        kept = [cell for cell in consent.scopes.all() if not gone(cell)]
        consent._prefetched_objects_cache["scopes"] = kept  # type: ignore[attr-defined]
    after = {row.organisation.pk: row for row in covered(consents, places)}
    said = [_sentence(row, after.get(row.organisation.pk), labels) for row in before]
    return [sentence for sentence in said if sentence]


def _sentence(before: Row, after: Row | None, labels: Labels) -> str:
    lost = [label for part, label in labels if before.cells[part] and not (after and after.cells[part])]
    less = [
        label
        for part, label in labels
        if _level(before, part) == Level.COMMENT and after is not None and _level(after, part) == Level.READ
    ]
    who = _who(before)
    parts = []
    if lost:
        parts.append(_("%(who)s can no longer see %(parts)s.") % {"who": who, "parts": get_text_list(lost, _("and"))})
    if less:
        parts.append(
            _("%(who)s can no longer comment on %(parts)s.") % {"who": who, "parts": get_text_list(less, _("and"))}
        )
    return " ".join(parts)


def _level(row: Row, part: Part) -> Level | None:
    return row.cells[part][0].level if row.cells[part] else None


def _who(row: Row) -> str:
    people = [place.name for place in row.people if place.user_id]
    return f"{row.organisation} ({', '.join(people)})" if people else str(row.organisation)
