"""Consents: recorded on a grid of organisations × parts, and withdrawn on a page that says what it means."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.access import through
from accounts.models import Organisation
from accounts.permissions import Permission
from audit.enums import Kind
from citizens import access, documents
from citizens.access import CaseRequest
from citizens.actions import consents as actions
from citizens.actions.scans import record_with_scan
from citizens.enums import ConsentKind
from citizens.forms import consents as forms
from citizens.forms.sheet import Sheet
from citizens.models import Citizen, Consent
from citizens.queries import network as queries
from citizens.queries.losses import losses
from citizens.queries.pickers import takers
from citizens.views.network import about, confirm, done
from core.pages import page, saved


@through(access.network, Permission.CONSENT_CHANGE, post=Kind.CREATE)
def add_exchange(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    sheet = Sheet(request.POST, request.case, request.user, request.FILES)
    form, act = sheet.form, record_with_scan
    if sheet.saving and done(request, form, lambda: act(citizen, by=request.user, **form.values())):
        saved(request, _("The consent is recorded."))
        return redirect(queries.network_url(citizen))
    return page(request, "citizens/add_exchange.html", _about_sheet(request, sheet))


@through(access.network, Permission.CONSENT_CHANGE, post=Kind.CREATE)
def add_consent(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    told = {"takers": takers(citizen, request.user), "initial": {"given_to": request.user.pk}}
    form = forms.PlainConsentForm(request.POST or None, request.FILES or None, **told)
    if done(request, form, lambda: record_with_scan(citizen, by=request.user, **form.values())):
        saved(request, _("The consent is recorded."))
        return redirect(queries.network_url(citizen))
    back = queries.network_url(citizen)
    return page(request, "citizens/add_consent.html", {**about(request, _("New consent")), "form": form, "back": back})


@through(access.network, Permission.CONSENT_CHANGE, post=Kind.EXPORT)
def consent_form(request: CaseRequest, citizen: Citizen) -> HttpResponse:
    """The form for the signature, made from the grid as it stands; a POST, so that no address tells it."""
    sheet = Sheet(request.POST, request.case, request.user)
    if not sheet.saving:
        return redirect("citizens:add_exchange", citizen.pk)
    if not (sheet.form.is_valid() and sheet.names_somebody()):
        return page(request, "citizens/add_exchange.html", _about_sheet(request, sheet))
    asked = documents.ask(citizen, **sheet.form.values())
    if "pdf" in request.POST:
        return documents.as_pdf(asked)
    told = {
        "paper": documents.paper(asked),
        "again": [(key, text) for key, texts in request.POST.lists() for text in texts],
    }
    return page(request, "citizens/consent_form.html", {**about(request, _("Form for signature")), **told})


@through(access.consent, Permission.CONSENT_WITHDRAW)
def withdraw_consent(request: CaseRequest, consent: Consent) -> HttpResponse:
    make, act, after = forms.WithdrawForm, actions.withdraw_consent, "citizens:network"
    if consent.kind == ConsentKind.PARTICIPATION:
        make, act = forms.WithdrawParticipationForm, actions.withdraw_participation
    form = make(request.POST or None, initial={"withdrawn_by": consent.citizen.name})
    if done(request, form, lambda: act(consent, by=request.user, **form.values())):
        saved(request, _("The consent is withdrawn."))
        return redirect(after, consent.citizen_id)
    what, lost = _what_goes(request, consent)
    title, label = _("Withdraw consent"), _("Withdraw the consent")
    return confirm(request, title, label, form=form, what=what, consequences=lost)


@through(access.consented, Permission.CONSENT_WITHDRAW)
def withdraw_organisation(request: CaseRequest, organisation: Organisation) -> HttpResponse:
    citizen, act = request.case.citizen, actions.withdraw_organisation
    form = forms.WithdrawForm(request.POST or None, initial={"withdrawn_by": citizen.name})
    name = {"organisation": organisation}
    if done(request, form, lambda: act(citizen, organisation, by=request.user, **form.values())):
        saved(request, _("The consent is withdrawn for %(organisation)s.") % name)
        return redirect(queries.network_url(citizen))
    title = _("Withdraw consent for %(organisation)s") % name
    what = _("All consents to exchange information with %(organisation)s end. It counts from the very next request.")
    lost = _losses(request, lambda cell: cell.organisation_id == organisation.pk)
    return confirm(request, title, _("Withdraw the consent"), form=form, what=what % name, consequences=lost)


def _about_sheet(request: CaseRequest, sheet: Sheet) -> dict[str, Any]:
    back = queries.network_url(request.case.citizen)
    return {**about(request, _("New consent to exchange")), **sheet.context(), "back": back}


def _losses(request: CaseRequest, gone: Any) -> list[str]:
    case = request.case
    places, _ended = queries.places_of(case.citizen)
    return losses(queries.consents_of(case.citizen), places, gone, queries.part_labels(case))


def _what_goes(request: CaseRequest, consent: Consent) -> tuple[str, list[str]]:
    said = {"kind": consent.get_kind_display(), "day": date_format(consent.given_on, "DATE_FORMAT")}
    what = _("The consent “%(kind)s” of %(day)s ends. It counts from the very next request.") % said
    if consent.kind == ConsentKind.EXCHANGE:
        nobody = [_("Nobody loses access today: other consents cover the same, or nobody had access by it.")]
        return what, _losses(request, lambda cell: cell.consent_id == consent.pk) or nobody
    if consent.kind == ConsentKind.PARTICIPATION:
        return what, [
            _("The coordinator, co-coordinators and the project lead can from now on only read."),
            _("They can do so until the plan is closed, and for at most 30 days."),
            _("Consents to exchange information stand until they are withdrawn, too, or expire."),
        ]
    return what, []
