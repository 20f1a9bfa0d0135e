"""Scans of signed forms: added to a consent, fetched as a file, marked as a mistake."""

from __future__ import annotations

from typing import Any

from csp.decorators import csp_update
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.access import through
from accounts.permissions import Permission
from audit.enums import Kind
from citizens import access
from citizens.access import CaseRequest
from citizens.actions import scans as actions
from citizens.enums import ScanMedia
from citizens.forms.consents import ScanForm
from citizens.forms.family import ReasonForm
from citizens.models import Consent, ConsentScan
from citizens.queries import network as queries
from citizens.views.network import about, confirm, done
from core.pages import page, saved

# No script, no form and no origin of ours, should a browser ever show it. (Typed for plain requests.)
sandboxed: Any = csp_update({"sandbox": True})


@through(access.consent, Permission.CONSENT_CHANGE, post=Kind.CREATE)
def add_scan(request: CaseRequest, consent: Consent) -> HttpResponse:
    form = ScanForm(request.POST or None, request.FILES or None)
    if done(request, form, lambda: actions.add_scan(consent, by=request.user, **form.values())):
        saved(request, _("The scan is kept with the consent."))
        return redirect("citizens:network", consent.citizen_id)
    told = {"form": form, "consent": consent, "back": queries.network_url(request.case.citizen)}
    return page(request, "citizens/add_scan.html", {**about(request, _("Scan of the signed form")), **told})


@through(access.scan, Permission.NETWORK_VIEW, kind=Kind.EXPORT, post=Kind.EXPORT)
@sandboxed
def fetch_scan(request: CaseRequest, scan: ConsentScan) -> HttpResponse:
    """Always a file to be saved, under a name of ours that tells nothing."""
    response = HttpResponse(scan.kept.opened(), content_type=ScanMedia(scan.media).media_type)
    response["Content-Disposition"] = f'attachment; filename="samtykke.{scan.media}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@through(access.scan, Permission.CONSENT_CHANGE)
def void_scan(request: CaseRequest, scan: ConsentScan) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if done(request, form, lambda: actions.void_scan(scan, by=request.user, **form.values())):
        saved(request, _("The scan is marked as a mistake."))
        return redirect("citizens:network", scan.consent.citizen_id)
    said = {"day": date_format(scan.created_at, "DATE_FORMAT"), "kind": scan.consent.get_kind_display()}
    what = _("The scan of %(day)s no longer counts as the signed form of “%(kind)s”. It stays, with your reason.")
    return confirm(request, _("Wrong scan"), _("Mark as a mistake"), form=form, what=what % said)
