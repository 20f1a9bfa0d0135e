"""What is kept of a person's log-in and is of no use any more (ADR 0035)."""

from __future__ import annotations

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q

from accounts.models import Affiliation, User
from accounts.notices import NAME
from core.dates import today
from core.models import Notice

FACTORS_KEPT = timedelta(days=180)  # who comes back from leave logs in with the old phone


def forget_factors() -> int:
    """Delete second steps of people who are deactivated and whose last workplace ended 180 days ago. How many.

    Who is taken back after that sets one up anew, like somebody who is invited.
    """
    since = today() - FACTORS_KEPT
    lately = Affiliation.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=since), user=OuterRef("pk"))
    gone = User.objects.filter(~Exists(lately), is_active=False)
    return Authenticator.objects.filter(user__in=gone).delete()[0]


def forget_former_addresses() -> int:
    """Empty the e-mail address before the present one where no notice to it is kept any more. How many."""
    told = Notice.objects.filter(kind=NAME, about=OuterRef("pk"), occasion__startswith="former-")
    return User.objects.exclude(former_email="").filter(~Exists(told)).update(former_email="")
