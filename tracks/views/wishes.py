"""What waits for a second administrator: approved, refused, or withdrawn by the one who asked (ADR 0033)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts import access
from accounts.access import Request, through
from accounts.actions import Link
from accounts.enums import WishOutcome
from accounts.forms.wishes import AnswerForm
from accounts.models import Wish
from accounts.permissions import Permission
from accounts.queries import deciders, open_wishes
from accounts.views.administration import done
from accounts.views.people import of_person, person_url, show_link
from core.pages import page, saved
from tracks.actions.wishes import answer_wish


@through(access.wish, Permission.PEOPLE_MANAGE, fresh=True)
def answer(request: Request, wish: Wish) -> HttpResponse:
    form = AnswerForm(request.POST or None)
    made = done(request, form, lambda: answer_wish(wish, by=request.user, **form.values()))
    if isinstance(made, Link):
        return show_link(request, made)
    if made:
        saved(request, _said(made))
        return redirect(person_url(wish.person))
    told = of_person(request, wish.person, _("Waits for another administrator’s yes"))
    return page(request, "tracks/wish.html", {**told, **_shown(request, wish), "form": form})


def _said(wish: Wish) -> str:
    return {
        WishOutcome.GRANTED: _("It is approved, and done."),
        WishOutcome.REFUSED: _("It is refused. Nothing has changed for the person."),
        WishOutcome.WITHDRAWN: _("It is withdrawn. Nothing has changed for the person."),
    }[WishOutcome(wish.outcome)]


def _shown(request: Request, wish: Wish) -> dict[str, Any]:
    """Which buttons there are; who may press them is judged again by the action."""
    waits = open_wishes(pk=wish.pk).exists()
    own, oneself = wish.asked_by_id == request.user.pk, wish.person_id == request.user.pk
    nobody = waits and not deciders([wish])[wish.pk]
    return {"wish": wish, "waits": waits, "own": own, "may_answer": waits and not own and not oneself, "nobody": nobody}
