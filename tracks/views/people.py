"""What the administrator does with people that depends on what they hold in citizens' cases."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import access
from accounts.access import Request, through
from accounts.forms.people import MoveForm, WhyForm
from accounts.models import User, Wish
from accounts.permissions import Permission
from accounts.views.administration import confirm, done, setting
from accounts.views.people import of_person, person_url, waiting
from core.pages import page, saved
from tracks.actions import people as actions
from tracks.queries.people import Held, held_by


@through(access.person, Permission.PEOPLE_MANAGE, fresh=True)
def move(request: Request, person: User) -> HttpResponse:
    form = MoveForm(request.POST or None)
    if made := done(request, form, lambda: actions.move(person, by=request.user, **form.values())):
        if isinstance(made, Wish):
            return waiting(request, made)
        saved(request, _("%(name)s has a new role or workplace.") % {"name": made.user.name})
        return redirect(person_url(person))
    lead = _("A new row with its own dates; what was, stays in the list. What overlaps it ends the day it begins.")
    told = of_person(request, person, _("Role and organisation"))
    return setting(request, told, form, back=person_url(person), lead=lead)


@through(access.person, Permission.PEOPLE_MANAGE)
def deactivate(request: Request, person: User) -> HttpResponse:
    form, held = WhyForm(request.POST or None), held_by(person)
    told = of_person(request, person, _("Deactivate"))
    if done(request, form, lambda: actions.deactivate(person, by=request.user, **form.values())):
        saved(request, _("%(name)s is deactivated.") % {"name": person.name})
        return redirect(person_url(person))
    if held:
        words = {"person": person, "held": held, "back": person_url(person), "form": form}
        return page(request, "tracks/person_holds.html", {**told, **words, "said": _said(held)})
    what = _("%(name)s is logged out everywhere and cannot log in any more.") % {"name": person.name}
    lost = [_("The role at the workplace and every place in a network end today."), _("What was written stays.")]
    words = {"form": form, "what": what, "consequences": lost}
    return confirm(request, told, _("Deactivate"), cancel_url=person_url(person), **words)


def _said(held: Held) -> list[str]:
    cases = ngettext("Coordinator of %(n)s citizen", "Coordinator of %(n)s citizens", held.citizens)
    acts = ngettext("Answers for %(n)s open intervention", "Answers for %(n)s open interventions", held.interventions)
    lines = [cases % {"n": held.citizens}] if held.citizens else []
    return [*lines, *([acts % {"n": held.interventions}] if held.interventions else [])]
