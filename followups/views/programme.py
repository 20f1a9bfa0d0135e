"""How the follow-ups of a programme go: the lead's page, and answers under pseudonyms to fetch."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Request, note_shown, signed_in, through
from accounts.permissions import Permission
from audit.enums import Kind
from citizens.access.programmes import evaluated_programme, led_programme
from citizens.models import Programme
from core.pages import page
from core.spreadsheets import CSV_TYPE, XLSX_TYPE, as_csv, as_xlsx
from followups.queries import export, figures
from followups.queries.distribution import distributions
from followups.queries.series import settings_of

PAGE_SIZE = 50


@signed_in(Permission.FOLLOW_UP_FIGURES)
@require_safe
def programmes(request: Request) -> HttpResponse:
    """The programmes one leads; the only one is opened at once."""
    rows = figures.programmes_of(request.user)
    if len(rows) == 1:
        return redirect("followups:programme", pk=rows[0].pk)
    return page(request, "followups/programmes.html", {"rows": rows, "breadcrumbs": [(_("The programme"), None)]})


@through(led_programme, Permission.FOLLOW_UP_FIGURES)
@require_safe
def programme(request: Request, programme: Programme) -> HttpResponse:
    user = request.user
    years = figures.years_of(user, programme)
    year = _year(request, years)
    late = Paginator(figures.late_now(user, programme), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = figures.with_coordinators(late.object_list)
    note_shown(request, [row.citizen_id for row in rows])
    settings = settings_of(programme)
    told: dict[str, Any] = {"programme": programme, "years": years, "year": year, "late": late, "late_rows": rows}
    told |= {"by_round": figures.by_round(user, programme, year), "settings": settings}
    told |= {"by_coordinator": figures.by_coordinator(user, programme, year)}
    told |= {"distributions": distributions(user, programme, year, settings)}
    told |= {"total": figures.total(told["by_round"], ""), "breadcrumbs": [(_("The programme"), None)]}
    return page(request, "followups/programme.html", told)


def _year(request: Request, years: list[int]) -> int:
    """The year in the address, the latest when it names none there is."""
    wanted = request.GET.get("aar", "")
    return int(wanted) if wanted.isascii() and wanted.isdigit() and int(wanted) in years else years[0]


@signed_in(Permission.FOLLOW_UP_EXPORT)
@require_safe
def extracts(request: Request) -> HttpResponse:
    """Which programmes' answers one may fetch."""
    rows = figures.exportable(request.user)
    return page(request, "followups/extracts.html", {"rows": rows, "breadcrumbs": [(_("Answers to fetch"), None)]})


@through(evaluated_programme, Permission.FOLLOW_UP_EXPORT, post=Kind.EXPORT, fresh=True)
@require_POST
def extract(request: Request, programme: Programme) -> HttpResponse:
    """The answers as a file. By POST: a look that leaves the house is an act, and stands in the log as an export."""
    kind = request.POST.get("fil")
    rows = list(export.rows(request.user, programme))
    note_shown(request, export.exported(request.user, programme))
    if kind == "xlsx":
        return _file(as_xlsx(_("Follow-ups"), export.head(), rows), XLSX_TYPE, "xlsx")
    if kind == "csv":
        return _file(as_csv(export.head(), rows), CSV_TYPE, "csv")
    raise Http404("extract")


def _file(content: bytes, media_type: str, ending: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="opfoelgninger.{ending}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)
