"""The administrator's people."""

from __future__ import annotations

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import access, actions, queries
from accounts.access import Request, signed_in, through
from accounts.forms import people as forms
from accounts.models import User, Wish
from accounts.permissions import Permission
from accounts.views.administration import about, confirm, done, setting
from audit.enums import Kind
from core.pages import page, saved

PAGE_SIZE = 50


def person_url(person: User) -> str:
    return reverse("accounts:person", args=[person.pk])


def of_person(request: Request, person: User, title: str) -> dict[str, Any]:
    """What a page below a person's is told."""
    return about(request, "people", (person.name, person_url(person)), (title, None))


@signed_in(Permission.PEOPLE_MANAGE, kind=Kind.LIST)
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: Request) -> HttpResponse:
    """The filter stands in the address; what is searched for comes by POST."""
    form, text = forms.FindForm(request.GET), request.POST.get("find", "")[:100]
    rows = queries.people(form.wanted(), text)
    shown = Paginator(rows, max(len(rows), 1) if text else PAGE_SIZE).get_page(request.GET.get("page"))
    shown.object_list = queries.dressed(list(shown.object_list))
    told = {"page": shown, "filter": form, "find": text, "is_filtered": form.wanted() != queries.PeopleFilter()}
    return page(request, "accounts/people.html", {**about(request, "people"), **told})


@signed_in(Permission.PEOPLE_MANAGE, kind=Kind.CREATE, fresh=True)
def invite(request: Request) -> HttpResponse:
    form = forms.InviteForm(request.POST or None)
    if made := done(request, form, lambda: actions.invite(by=request.user, **form.values())):
        return given(request, made)
    told = about(request, "people", (_("New person"), None))
    lead = _("You get a link to hand over. With it the person chooses a password; nobody else ever knows it.")
    return setting(request, told, form, back=reverse("accounts:people"), lead=lead)


def given(request: Request, made: actions.Link | Wish) -> HttpResponse:
    """The link, or that it waits for another administrator."""
    if isinstance(made, Wish):
        return waiting(request, made)
    return show_link(request, made)


def waiting(request: Request, wish: Wish) -> HttpResponse:
    saved(request, _("It waits for another administrator’s yes. Until then nothing has changed."))
    return redirect(person_url(wish.person))


def show_link(request: Request, link: actions.Link) -> HttpResponse:
    """The link, once: it is stored nowhere, so it stands on this page only."""
    address = request.build_absolute_uri(reverse("accounts:welcome", args=[link.token]))
    told = of_person(request, link.person, _("One-time link"))
    return page(request, "accounts/link.html", {**told, "person": link.person, "link": link, "address": address})


@through(access.person, Permission.PEOPLE_MANAGE)
@require_safe
def person(request: Request, person: User) -> HttpResponse:
    told = about(request, "people", (person.name, None))
    rows, link = queries.affiliations_of(person), queries.open_invitation(person)
    told |= {"person": person, "affiliations": rows, "open_link": link, "oneself": person.pk == request.user.pk}
    told |= {"wishes": list(queries.open_wishes(person=person)), "user": request.user, "lock": queries.lock_of(person)}
    told |= {"has_second_factor": is_mfa_enabled(person), "sessions": queries.live_sessions(person).count()}
    told["provider_links"] = queries.links_of(person) if settings.OIDC_PROVIDERS else []
    return page(request, "accounts/person.html", told)


@through(access.person, Permission.PEOPLE_MANAGE, fresh=True)
def edit_person(request: Request, person: User) -> HttpResponse:
    form = forms.DetailsForm(request.POST or None, person=person)
    if done(request, form, lambda: actions.change_person(person, by=request.user, **form.values())):
        saved(request)
        return redirect(person_url(person))
    return setting(request, of_person(request, person, _("Change details")), form, back=person_url(person))


@through(access.person, Permission.PEOPLE_MANAGE, fresh=True)
def give_link(request: Request, person: User) -> HttpResponse:
    form = forms.EmptyForm(request.POST or None)
    if made := done(request, form, lambda: actions.give_link(person, by=request.user)):
        return given(request, made)
    what = _("%(name)s gets a link to choose a new password. Whoever makes it sees it once and hands it over.")
    lost = [*second_yes(person), _("It is valid for seven days and can be used once; an earlier link stops working.")]
    lost += [_("The password %(name)s may have works until the link is used.") % {"name": person.name}]
    words = {"form": form, "what": what % {"name": person.name}, "consequences": lost, "danger": False}
    told = of_person(request, person, _("Link to a new password"))
    return confirm(request, told, _("Make the link"), cancel_url=person_url(person), **words)


@through(access.person, Permission.PEOPLE_MANAGE, fresh=True)
def reactivate(request: Request, person: User) -> HttpResponse:
    form = forms.EmploymentForm(request.POST or None)
    if made := done(request, form, lambda: actions.reactivate(person, by=request.user, **form.values())):
        return given(request, made)
    lead = _("The person can log in again, with a role and workplace from a day on and a password chosen anew.")
    told = of_person(request, person, _("Reactivate"))
    return setting(request, told, form, back=person_url(person), lead=lead)


def factor_gone(request: Request, person: User, made: Any) -> HttpResponse:
    if isinstance(made, Wish):
        return waiting(request, made)
    saved(request, _("The second step of %(name)s is reset.") % {"name": person.name})
    return redirect(person_url(person))


def second_yes(person: User) -> list[str]:
    """What the pages that ask once say first, where the act waits for another."""
    if not queries.leads_far(person):
        return []
    return [_("It waits until another administrator has said yes, because of the person’s role.")]


@through(access.person, Permission.PEOPLE_MANAGE, fresh=True)
def reset_second_factor(request: Request, person: User) -> HttpResponse:
    form, act = forms.ResetForm(request.POST or None), actions.reset_second_factor
    if made := done(request, form, lambda: act(person, by=request.user, **form.values())):
        return factor_gone(request, person, made)
    what = _("%(name)s can no longer log in with the app, the passkeys or the recovery codes of today.")
    lost = [*second_yes(person), _("The person is logged out everywhere, and told by mail."), _("The password stays.")]
    lost += [_("At the next log-in the person sets up a new second step.")]
    words = {"form": form, "what": what % {"name": person.name}, "consequences": lost}
    told = of_person(request, person, _("Reset the second step"))
    return confirm(request, told, _("Reset the second step"), cancel_url=person_url(person), **words)


@through(access.person, Permission.PEOPLE_MANAGE, fresh=True)
def open_login(request: Request, person: User) -> HttpResponse:
    """Failed attempts have shut the log-in; the administrator has made sure whose they were, and opens it."""
    form, act = forms.OpenForm(request.POST or None), actions.open_login
    if done(request, form, lambda: act(person, by=request.user, **form.values())):
        saved(request, _("The log-in of %(name)s is open again.") % {"name": person.name})
        return redirect(person_url(person))
    what = _("%(name)s can try to log in again at once, from any computer.") % {"name": person.name}
    lost = [_("So can whoever guessed at the password. If in doubt, make a link to a new password, too.")]
    words = {"form": form, "what": what, "consequences": lost, "danger": False}
    told = of_person(request, person, _("Open the log-in"))
    return confirm(request, told, _("Open the log-in"), cancel_url=person_url(person), **words)
