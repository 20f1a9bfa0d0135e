"""The pick list of paragraphs (domain.md § 8)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.attribution import attributed_to
from core.models import Refused
from tracks.models import LegalBasis


@transaction.atomic
def add_legal_basis(*, by: Any, **values: Any) -> LegalBasis:
    """A new paragraph of a track. Raises Refused where it is there already."""
    return _store(LegalBasis(**values), by)


@transaction.atomic
def change_legal_basis(row: LegalBasis, *, by: Any, revision: int, **values: Any) -> LegalBasis:
    """Reword, move or retire one. What refers to it keeps it. Raises Stale, Refused."""
    row = row.locked(revision)
    for name, value in values.items():
        setattr(row, name, value)
    return _store(row, by)


def _store(row: LegalBasis, by: Any) -> LegalBasis:
    if LegalBasis.objects.filter(track=row.track, name=row.name).exclude(pk=row.pk).exists():
        raise Refused(_("That paragraph is in the list of this track already."), field="name")
    with attributed_to(by):
        row.save()
    return row
