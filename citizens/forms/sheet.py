"""The grid of organisations × parts while it is filled in: organisations come and go, and nothing typed is lost."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.translation import gettext_lazy as _

from citizens.access import Case
from citizens.forms.consents import ExchangeForm, as_covered
from citizens.queries.network import consents_of, covered, part_labels, places_of
from citizens.queries.pickers import active_organisations, find_organisations, takers

NOBODY = _("Choose at least one organisation and what it may see; a consent is never general.")
CHOOSE_AGAIN = _("Choose the file again: a browser does not keep files.")
CHANGES_THE_LIST = frozenset({"do", "add", "remove"})  # buttons that re-render instead of saving


def as_uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


class Sheet:
    """`form` is bound when the post saves; else it holds what was typed as initial values, unjudged."""

    def __init__(self, posted: Any, case: Case, user: Any, files: Any = None) -> None:
        self.posted = posted
        self.saving = bool(posted) and not CHANGES_THE_LIST & posted.keys()
        places, _ended = places_of(case.citizen)
        self.rows = covered(consents_of(case.citizen), places)
        chosen = self._chosen()
        as_now = as_covered(self.rows) if posted.get("do") == "as-now" else {}
        self.form = ExchangeForm(
            posted if self.saving else None,
            files if self.saving else None,
            initial={"given_to": user.pk, **posted.dict(), **as_now},
            organisations=[row for row in active_organisations() if row.pk in chosen],
            labels=part_labels(case),
            takers=takers(case.citizen, user),
        )
        if files and not self.saving:
            self.form.fields["scan"].help_text = CHOOSE_AGAIN
        finding = posted.get("do") == "find"
        self.hits = find_organisations(posted.get("find", ""), without=chosen) if finding else []
        self.found_none = finding and not self.hits

    def _chosen(self) -> set[uuid.UUID]:
        if not self.posted:
            return {row.organisation.pk for row in self.rows}
        wanted = {as_uuid(key) for key in [*self.posted.getlist("organisation"), self.posted.get("add", "")]}
        return {key for key in wanted - {as_uuid(self.posted.get("remove", ""))} if key}

    def names_somebody(self) -> bool:
        """Whether the grid asks for anything; if not, the form says so. For the paper, which no action judges."""
        if not self.form.cells():
            self.form.add_error(None, NOBODY)
        return bool(self.form.cells())

    def context(self) -> dict[str, Any]:
        """What the template `citizens/_exchange_sheet.html` is told."""
        rows = {row.organisation.pk: row for row in self.rows}
        told = {"form": self.form, "hits": self.hits, "found_none": self.found_none}
        told["grid"] = [(row, fields, rows.get(row.pk)) for row, fields in self.form.grid]
        return {**told, "find": self.posted.get("find", ""), "any_covered": any(row.spans for row in self.rows)}
