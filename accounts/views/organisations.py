"""The administrator's organisations."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts import access, actions, queries
from accounts.access import Request, signed_in, through
from accounts.forms import organisations as forms
from accounts.models import Organisation
from accounts.permissions import Permission
from accounts.views.administration import about, confirm, done, setting
from audit.enums import Kind
from core.pages import page, saved


@signed_in(Permission.PEOPLE_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def organisations(request: Request) -> HttpResponse:
    form, text = forms.FindOrganisationForm(request.GET), request.POST.get("find", "")[:100]
    gone = form.wants_gone()
    told = {"rows": queries.organisations(text=text, gone=gone), "filter": form, "find": text, "gone": gone}
    return page(request, "accounts/organisations.html", {**about(request, "organisations"), **told})


@signed_in(Permission.PEOPLE_MANAGE, kind=Kind.CREATE)
def add_organisation(request: Request) -> HttpResponse:
    form = forms.OrganisationForm(request.POST or None)
    if row := done(request, form, lambda: actions.add_organisation(by=request.user, **form.values())):
        saved(request, _("%(name)s is there.") % {"name": row.name})
        return redirect("accounts:organisations")
    told = about(request, "organisations", (_("New organisation"), None))
    return setting(request, told, form, back=reverse("accounts:organisations"))


@through(access.organisation, Permission.PEOPLE_MANAGE)
def edit_organisation(request: Request, row: Organisation) -> HttpResponse:
    form, act = forms.OrganisationForm(request.POST or None, instance=row), actions.change_organisation
    if done(request, form, lambda: act(row, by=request.user, revision=form.base_revision, **form.values())):
        saved(request)
        return redirect("accounts:organisations")
    told = about(request, "organisations", (row.name, None))
    return setting(request, told, form, back=reverse("accounts:organisations"), lead=_ended(row))


def _ended(row: Organisation) -> str:
    if row.ends_on is None:
        return ""
    day = date_format(row.ends_on, "DATE_FORMAT")
    if row.successor is None:
        return _("Gone from %(day)s.") % {"day": day}
    return _("Gone from %(day)s; %(successor)s takes over.") % {"day": day, "successor": row.successor}


@through(access.organisation, Permission.PEOPLE_MANAGE)
def end_organisation(request: Request, row: Organisation) -> HttpResponse:
    form = forms.EndOrganisationForm(request.POST or None, row=row)
    if done(request, form, lambda: actions.end_organisation(row, by=request.user, **form.values())):
        saved(request, _("%(name)s has an end.") % {"name": row.name})
        return redirect("accounts:organisations")
    what = _("From that day %(name)s cannot be chosen any more: not for a new person, a place or a consent.")
    told = about(request, "organisations", (_("End %(name)s") % {"name": row.name}, None))
    words = {"form": form, "what": what % {"name": row.name}, "consequences": _what_stays(row)}
    return confirm(request, told, _("End the organisation"), cancel_url=reverse("accounts:organisations"), **words)


def _what_stays(row: Organisation) -> list[str]:
    at_work = queries.people_at(row)
    people = ngettext(
        "%(n)s person works there today and keeps the workplace until you give a new one.",
        "%(n)s people work there today and keep the workplace until you give them a new one.",
        at_work,
    )
    stay = _("Consents stay as they are: only the citizen can give one to the successor.")
    return [*([people % {"n": at_work}] if at_work else []), stay, _("Nothing that was written is lost.")]
