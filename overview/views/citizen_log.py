"""The citizen's log: who has looked, for the coordinator on screen and for the citizen on paper."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import through
from accounts.permissions import Permission
from audit.enums import Kind
from citizens.access import Case, CaseRequest
from citizens.access import network as find_network
from citizens.models import Citizen
from citizens.queries import crumbs
from core.forms import attempt
from core.pages import page
from overview import documents
from overview.forms.log import CitizenLogForm
from overview.queries import log

DAYS = 90


def _printed(case: Case, form: CitizenLogForm) -> HttpResponse:
    made = documents.citizen_log(case, form.wanted, names=form.names)
    headers = {"Content-Disposition": f'attachment; filename="{made.file_name}"'}
    return HttpResponse(documents.citizen_log_pdf(made), content_type="application/pdf", headers=headers)


@through(find_network, Permission.CITIZEN_LOG, post=Kind.EXPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    """Who has looked, when and why; a POST prints it for the citizen."""
    posted = request.method == "POST"
    form = CitizenLogForm(request.POST if posted else request.GET, days=DAYS)
    answer = attempt(form, lambda: _printed(request.case, form)) if posted and form.is_valid() else None
    if answer is not None:
        return answer
    lines = log.of_citizen(citizen.pk, form.wanted, request.GET.get("page"), given=True)
    title, tab = _("Who has looked"), (_("Network and consent"), reverse("citizens:network", args=[citizen.pk]))
    told = {"filter": form, "page": lines, "names": form.names, "tab": "network", "page_title": title}
    told |= {"breadcrumbs": crumbs(request.case, tab, (title, None)), "form": form if posted else None}
    return page(request, "overview/log/citizens_own.html", told)
