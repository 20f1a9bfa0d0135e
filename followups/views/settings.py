"""The administrator's settings of the follow-ups, a page in each programme."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.access import Request, managed, through
from accounts.permissions import Permission
from accounts.views.administration import done, setting
from citizens.models import Programme
from citizens.views.programmes import of_programme, programme_url
from core.pages import saved
from followups.actions.settings import keep_settings
from followups.forms.settings import SettingsForm
from followups.models import FollowUpSettings

RIGHT = Permission.PROGRAMME_MANAGE


@through(managed(Programme, RIGHT), RIGHT)
def programme_settings(request: Request, programme: Programme) -> HttpResponse:
    row = FollowUpSettings.objects.filter(programme=programme).first()
    form = SettingsForm(request.POST or None, instance=row)
    if done(request, form, lambda: keep_settings(programme, by=request.user, **form.values(), revision=form.opened_at)):
        saved(request)
        return redirect(programme_url(programme))
    lead = _("Three questions are always asked: self-rated health, satisfaction with life, and where to turn.")
    told = of_programme(request, programme, (_("Three-monthly follow-up"), None))
    return setting(request, told, form, back=programme_url(programme), lead=lead)
