"""The half-yearly access review: the lead goes through who is in which network (issue 5, item 9; ADR 0031)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts.access import Request, note_shown, signed_in, through
from accounts.permissions import Permission
from audit.enums import Kind
from citizens import access
from citizens.access.programmes import led_programme
from citizens.access.reviews import is_workable, live
from citizens.actions import reviews as actions
from citizens.enums import Place
from citizens.models import AccessReview, CareTeamMember, Programme
from citizens.queries import reviews as rounds
from core.dates import today
from core.forms import attempt
from core.pages import page, saved
from overview.forms.reviews import DecideForm, EndInReviewForm
from overview.queries import reviews as queries


def _crumb() -> tuple[str, str]:
    return _("Access reviews"), reverse("overview:access_reviews")


@signed_in(Permission.ACCESS_REVIEW)
@require_safe
def access_reviews(request: Request) -> HttpResponse:
    """Every round of the programmes one leads, and where one can begin."""
    title, _path = _crumb()
    told = {"newest": rounds.newest_of(request.user), "rounds": rounds.rounds_of(request.user), "today": today()}
    told |= {"may_begin": rounds.may_begin(request.user), "page_title": title, "breadcrumbs": [(title, None)]}
    return page(request, "overview/reviews/rounds.html", told)


@through(led_programme, Permission.ACCESS_REVIEW, post=Kind.CREATE)
@require_POST
def access_review_begin(request: Request, programme: Programme) -> HttpResponse:
    """This half year's round, where none has begun by itself."""
    try:
        review = actions.begin_review(programme, by=request.user)
    except actions.ReviewRefused as refused:
        messages.warning(request, refused.message)
        return redirect("overview:access_reviews")
    return redirect("overview:access_review", review.pk)


@through(access.access_review, Permission.ACCESS_REVIEW, kind=Kind.LIST)
@require_safe
def access_review(request: Request, review: AccessReview) -> HttpResponse:
    """Person by person; one that is over, as a list of what was decided."""
    told = {**_about(review), **(_lines(request, review) if is_workable(review) else _decisions(request, review))}
    return page(request, "overview/reviews/review.html", told)


def _about(review: AccessReview) -> dict[str, Any]:
    title = _("Access review: %(programme)s") % {"programme": review.programme.name}
    told = {"review": review, "progress": rounds.progress_of([review])[review.pk], "counts": rounds.counted(review)}
    told |= {"overdue": review.is_overdue_on(today()), "workable": is_workable(review)}
    return {**told, "page_title": title, "breadcrumbs": [_crumb(), (title, None)]}


def _lines(request: Request, review: AccessReview) -> dict[str, Any]:
    everybody = request.GET.get("vis") == "alle"
    shown = queries.people_of(review, missing=not everybody, number=request.GET.get("page"))
    people = queries.people_with_lines(request.user, review, [row["who"] for row in shown.object_list])
    _note(request, people)
    leads = queries.lead_lines(request.user, review) if shown.number == 1 else []
    return {"page": shown, "people": people, "leads": leads, "everybody": everybody, "form": None}


def _decisions(request: Request, review: AccessReview) -> dict[str, Any]:
    shown = queries.decisions_of(request.user, review, request.GET.get("page"))
    note_shown(request, [row.citizen.pk for row in shown.object_list if row.citizen])
    return {"page": shown}


def _note(request: Request, people: list[Any]) -> None:
    note_shown(request, {line.place.citizen_id for row in people for line in row.lines if line.name})


@through(access.access_review, Permission.ACCESS_REVIEW)
@require_POST
def access_review_decide(request: Request, review: AccessReview) -> HttpResponse:
    """Kept, one line or a person's all, or asked about; the person's lines come back as they are now."""
    form = DecideForm(request.POST)
    done = form.is_valid() and attempt(form, lambda: _decided(request, review, form.cleaned_data))
    wanted = queries.whose(review, form.lines) if request.htmx else []
    if wanted and is_workable(review):
        people = queries.people_with_lines(request.user, review, wanted)
        _note(request, people)
        return page(request, "overview/reviews/_answer.html", {**_about(review), "people": people, "form": form})
    if not done:
        messages.warning(request, str(next(iter(form.non_field_errors()), _("Load the page again."))))
    return HttpResponseClientRefresh() if request.htmx else _back(request, review)


def _decided(request: Request, review: AccessReview, said: dict[str, Any]) -> bool:
    if said["ask"]:
        actions.ask_about(review, by=request.user, place=said["ask"])
    else:
        actions.keep_lines(review, by=request.user, places=said["place"], leads=said["lead"])
    return True


def _back(request: Request, review: AccessReview) -> HttpResponse:
    """Back to where one was: the page's own words in the address, nothing that was typed."""
    shown = {name: request.GET[name] for name in ("vis", "page") if name in request.GET}
    path = reverse("overview:access_review", args=[review.pk])
    return redirect(f"{path}?{urlencode(shown)}" if shown else path)


@through(access.access_review_place, Permission.ACCESS_REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def access_review_end(request: Request, found: tuple[AccessReview, CareTeamMember]) -> HttpResponse:
    """Says what will happen, and asks once."""
    review, place = found
    if not live(place) or not is_workable(review):
        messages.warning(request, _("The place has ended since you opened the page, or the round is over."))
        return _back(request, review)
    form = EndInReviewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        if attempt(form, lambda: actions.end_in_review(review, by=request.user, place=place, **values)):
            saved(request, _("%(name)s’s place has ended.") % {"name": place.name})
            return _back(request, review)
    return page(request, "overview/reviews/end.html", {**_about(review), **_asked(place), "form": form})


def _asked(place: CareTeamMember) -> dict[str, Any]:
    """What the page that asks once says."""
    name = {"name": place.name, "organisation": place.organisation.name, "citizen": place.citizen.name}
    lost = [_("%(name)s loses access to the case at once.") % name] if place.user_id else []
    if number := queries.open_work_of(place):
        lost.append(_("Open interventions that nobody answers for any more: %(number)d.") % {"number": number})
    lost.append(_("The coordinator is told. What %(name)s has written stays, and the place can be given again.") % name)
    return {
        "title": _("End the place of %(name)s") % name,
        "what": _("%(name)s, %(organisation)s, stops being in the network of %(citizen)s.") % name,
        "consequences": lost,
        "label": _("End the place"),
        "hand_over": place.place == Place.COORDINATOR,
        "place": place,
    }


@signed_in(Permission.AUDIT_VIEW, kind=Kind.LIST)
@require_safe
def access_reviews_done(request: Request) -> HttpResponse:
    """For who checks the log: that the reviews were done, by whom and when, in numbers."""
    title = _("Access reviews")
    trail = [(_("The log"), reverse("overview:log")), (title, None)]
    told = {"rounds": rounds.all_rounds(), "today": today(), "page_title": title, "breadcrumbs": trail}
    return page(request, "overview/reviews/done.html", told)
