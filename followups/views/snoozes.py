"""The reminder of a round is put off."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.access import through
from accounts.permissions import Permission
from citizens.access import CaseRequest
from followups import access, forms
from followups.actions import snoozes as acts
from followups.models import FollowUp
from followups.views.rounds import back, done, small_form


@through(access.follow_up, Permission.FOLLOW_UP_ANSWER)
def snooze(request: CaseRequest, row: FollowUp) -> HttpResponse:
    form = forms.SnoozeForm(request.POST or None)
    told = {"number": row.number, "day": date_format(row.due_on, "DATE_FORMAT")}
    if done(request, form, lambda: acts.snooze(row, by=request.user, **form.values())):
        told["day"] = date_format(form.cleaned_data["until"], "DATE_FORMAT")
        return back(request, row.citizen, _("You are reminded of round %(number)d again on %(day)s.") % told)
    lead = _("Round %(number)d, due %(day)s. The round stays open, and the project lead is still told if it is late.")
    return small_form(request, form, _("Put off the reminder"), lead % told)
