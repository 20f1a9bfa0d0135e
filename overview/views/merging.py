"""Two records of one person: found, compared, made one, and how they stood before (ADR 0016)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import note_shown, through
from accounts.permissions import Permission
from audit.enums import Criterion, Kind
from citizens.access import CaseRequest
from citizens.access import master as find_master
from citizens.forms.merging import MergeForm, OtherRecordForm
from citizens.models import Citizen
from citizens.queries import crumbs
from citizens.queries.merging import differences
from core.forms import attempt
from core.pages import page, saved
from overview import access
from overview.queries import merging as queries
from tracks import actions
from tracks.queries.merging import obstacle, what_merging_does


@through(find_master, Permission.CASE_MERGE, post=Kind.SEARCH)
def find(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    """Which other record is the same person's? By its case number, or one of those that look alike."""
    form = OtherRecordForm(request.POST or None, user=request.user, citizen=citizen)
    if request.method == "POST" and form.is_valid():
        request.access_note.criterion = Criterion.CASE
        return redirect("overview:merge", citizen_id=citizen.pk, other_id=form.other.pk)
    alike = queries.look_alikes(request.user, citizen)
    note_shown(request, [row.pk for row in alike])
    told = {"form": form, "alike": alike, **_around(request, _("Same person in two records?"))}
    return page(request, "overview/merge_find.html", told)


@through(access.pair, Permission.CASE_MERGE)
def merge(request: CaseRequest, pair: tuple[Citizen, Citizen]) -> HttpResponse:
    """Both side by side, and what will happen; asked once."""
    kept, merged = pair
    if kept.pk == merged.pk:
        return redirect("overview:merge_before", citizen_id=kept.pk)
    form = MergeForm(request.POST or None, differences=differences(kept, merged), numbers=_numbers(*pair))
    act = lambda: actions.merge(kept, merged, by=request.user, **form.for_action())  # noqa: E731
    if request.method == "POST" and form.is_valid() and attempt(form, act):
        numbers = {"merged": merged.case_number, "kept": kept.case_number}
        saved(request, _("Case %(merged)d has been merged into case %(kept)d.") % numbers)
        return redirect("citizens:master", citizen_id=kept.pk)
    return page(request, "overview/merge.html", {"form": form, **_compared(request, kept, merged)})


def _compared(request: CaseRequest, kept: Citizen, merged: Citizen) -> dict[str, Any]:
    return {
        "kept": kept,
        "merged": merged,
        "obstacle": obstacle(kept, merged),
        "lines": queries.side_by_side(kept, merged),
        "consequences": what_merging_does(kept, merged),
        "seen": f"{kept.revision}-{merged.revision}",
        **_around(request, _("Two records become one")),
    }


@through(find_master, Permission.CASE_MERGE)
@require_safe
def before(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    told = {"befores": queries.befores(request.case.records)}
    return page(request, "overview/merge_before.html", {**told, **_around(request, _("Before the records became one"))})


def _numbers(kept: Citizen, merged: Citizen) -> tuple[int, int]:
    return kept.case_number, merged.case_number


def _around(request: CaseRequest, title: str) -> dict[str, Any]:
    back = reverse("citizens:master", args=[request.case.citizen.pk])
    trail = crumbs(request.case, (_("Master data"), back), (title, None))
    return {"tab": "master", "page_title": title, "breadcrumbs": trail, "cancel_url": back}
