"""The administrator's page of what is sent; the demo's mails."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Request, signed_in, through
from accounts.permissions import Permission
from accounts.views.administration import about
from core.models import Mail
from core.outbox import files, retry
from core.pages import page
from overview import access
from overview.queries import outbox as queries


@signed_in(Permission.OUTBOX_VIEW)
@require_safe
def outbox(request: Request) -> HttpResponse:
    """What left, what waits, what fails and why, and when each part last ran."""
    labels = queries.kind_labels()
    told = {"failures": queries.failures(), "stuck": queries.stuck(labels), "waiting": queries.waiting(labels)}
    told |= {"days": queries.days(labels), "parts": queries.parts(), "mails_waiting": queries.mails_waiting()}
    return page(request, "overview/outbox.html", {**about(request, "outbox"), **told})


@through(access.mail, Permission.OUTBOX_VIEW)
@require_POST
def retry_mail(request: Request, mail: Mail) -> HttpResponse:
    """Let one of the mails that failed leave with the next sweep."""
    return _retried(request, retry.retry(Mail.objects.filter(pk=mail.pk), timezone.now()))


@signed_in(Permission.OUTBOX_VIEW)
@require_POST
def retry_all(request: Request) -> HttpResponse:
    """Let every mail that failed leave with the next sweep, and have what is stuck looked at again."""
    now = timezone.now()
    return _retried(request, retry.retry(Mail.objects.all(), now) + retry.look_again(now))


def _retried(request: Request, number: int) -> HttpResponse:
    told = ngettext("It is tried again within a minute.", "%(number)d are tried again within minutes.", number)
    messages.success(request, told % {"number": number} if number else _("There is nothing to try again."))
    return redirect("overview:outbox")


@signed_in(Permission.OVERVIEW)
@require_safe
def demo_mails(request: Request) -> HttpResponse:
    """The mails the demo has written instead of sending them. Nowhere else do they lie in files."""
    if not settings.DEMO:
        raise Http404("demo")
    told = {"mails": files.newest(), "breadcrumbs": [(_("Mails of the demo"), None)]}
    return page(request, "overview/demo_mails.html", told)
