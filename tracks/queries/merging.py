"""What a merging of two records will do, in sentences, before it is done (ADR 0016)."""

from __future__ import annotations

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citizens.enums import Part, Place
from citizens.models import CareTeamMember, Citizen, Consent, ConsentScope, Relative, Stay, ToDo
from citizens.queries.merging import newly_opening, obstacle_to_merging, open_cells
from citizens.queries.network import places_of
from plans.enums import PlanState
from plans.models import Plan


def obstacle(kept: Citizen, merged: Citizen) -> str | None:
    """Why it cannot be done, and what to do first; None when nothing stands in the way."""
    return obstacle_to_merging(kept, merged) or open_plan_obstacle(kept, merged)


def open_plan_obstacle(kept: Citizen, merged: Citizen) -> str | None:
    """There is one open plan per citizen, and it goes on in the record that is kept. One query."""
    rows = Plan.objects.filter(citizen__in=[kept.pk, merged.pk]).exclude(state=PlanState.CLOSED)
    opened = set(rows.values_list("citizen_id", flat=True))
    if merged.pk not in opened:
        return None
    numbers = {"merged": merged.case_number, "kept": kept.case_number}
    if kept.pk in opened:
        return (
            _(
                "Both records have an open plan. Agree with the coordinators which one goes on: what is needed of the "
                "plan of case %(merged)d is written into the other, and then it is closed."
            )
            % numbers
        )
    return _("Case %(merged)d has the open plan. Keep that record and merge case %(kept)d into it.") % numbers


def what_merging_does(kept: Citizen, merged: Citizen) -> list[str]:
    """What moves, what stays where, who loses what, and that nobody is let in by it."""
    numbers = {"kept": kept.case_number, "merged": merged.case_number}
    return [
        _(
            "Case %(merged)d is closed and is in no list or search any more. Its case number, its CPR number and its "
            "address lead the coordinator and you to case %(kept)d."
        )
        % numbers,
        _moving(kept, merged),
        *_consents(kept, merged),
        *_losing(merged),
        _(
            "The plans, meetings and log of case %(merged)d stay as they were written. In case %(kept)d the "
            "coordinator and you read them; nobody in the network does."
        )
        % numbers,
        _("It cannot be taken back with a button. How both records stood is kept, and you can read it afterwards."),
    ]


def _moving(kept: Citizen, merged: Citizen) -> str:
    relatives, stays, todos, consents = (
        model.objects.filter(citizen=merged).count() for model in (Relative, Stay, ToDo, Consent)
    )
    counted = [
        (relatives, ngettext("%(n)d relative", "%(n)d relatives", relatives)),
        (stays, ngettext("%(n)d stay", "%(n)d stays", stays)),
        (todos, ngettext("%(n)d to-do", "%(n)d to-dos", todos)),
        (consents, ngettext("%(n)d consent", "%(n)d consents", consents)),
    ]
    words = [said % {"n": n} for n, said in counted if n]
    if not words:
        return _("Nothing has to be moved.")
    told = {"what": get_text_list(words, _("and")), "kept": kept.case_number}
    return _("To case %(kept)d are moved: %(what)s.") % told


def _consents(kept: Citizen, merged: Citizen) -> list[str]:
    ending = newly_opening(open_cells(kept), open_cells(merged))
    if not ending:
        return []
    return [
        _(
            "A merging opens nothing to anybody. These consents of case %(merged)d open more than case %(kept)d does, "
            "and end today: %(cells)s. If they still hold, the coordinator records them again."
        )
        % {"merged": merged.case_number, "kept": kept.case_number, "cells": "; ".join(_by_organisation(ending))}
    ]


def _by_organisation(cells: list[ConsentScope]) -> list[str]:
    parts: dict[str, list[str]] = {}
    for cell in cells:
        parts.setdefault(str(cell.organisation), []).append(str(Part(cell.part).label))
    return [f"{name}: {', '.join(dict.fromkeys(labels))}" for name, labels in parts.items()]


def _losing(merged: Citizen) -> list[str]:
    places = places_of(merged)[0]
    if not places:
        return []
    said = [
        _("All places in the network of case %(number)d end: %(people)s.")
        % {"number": merged.case_number, "people": get_text_list([_named(row) for row in places], _("and"))}
    ]
    if any(row.place == Place.PARTICIPANT and row.user_id for row in places):
        said.append(
            _(
                "Whoever is needed gets a place in the kept record from its coordinator. The others are told on their "
                "front page, without a name, that access to case %(number)d has ended."
            )
            % {"number": merged.case_number}
        )
    return said


def _named(row: CareTeamMember) -> str:
    return f"{row.name} ({row.organisation})"
