"""The form of a follow-up on paper: for one round, and a blank one for the programme."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.access import Request, through
from accounts.permissions import Permission
from audit.enums import Kind
from citizens.access import CaseRequest
from citizens.access.programmes import led_programme
from citizens.models import Programme
from followups import access, documents, forms
from followups.models import FollowUp
from followups.queries.series import settings_of


@through(access.follow_up, Permission.FOLLOW_UP_ANSWER, kind=Kind.EXPORT)
@require_safe
def round_paper(request: CaseRequest, row: FollowUp) -> HttpResponse:
    form = forms.AnswerForm(settings=settings_of(row.citizen.programme))
    return documents.as_pdf(documents.of_round(row, form))


@through(led_programme, Permission.FOLLOW_UP_FIGURES)
@require_safe
def blank_paper(request: Request, programme: Programme) -> HttpResponse:
    return documents.as_pdf(documents.PaperForm(forms.AnswerForm(settings=settings_of(programme))))
