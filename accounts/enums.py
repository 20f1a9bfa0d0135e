from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Sector(TextChoices):
    """domain.md § 2."""

    HOSPITAL = "hospital", _("Hospital (somatic)")
    PSYCHIATRY = "psychiatry", _("Psychiatry")
    MUNICIPALITY = "municipality", _("Municipality")
    GENERAL_PRACTICE = "general-practice", _("General practice")
    VOLUNTARY = "voluntary", _("Voluntary and other")


class Role(TextChoices):
    """contract.md, Roles. What each may is written in `accounts/roles.py`."""

    COORDINATOR = "coordinator", _("Coordinator")
    PARTNER = "partner", _("Network participant")
    LEAD = "lead", _("Project lead")
    ANALYST = "analyst", _("Analyst")
    AUDITOR = "auditor", _("Log auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class Language(TextChoices):
    DANISH = "da", "Dansk"
    ENGLISH = "en", "English"


class LinkPurpose(TextChoices):
    """What a one-time link is for. Both let its holder choose a password, or tie the log-in to a provider's."""

    INVITATION = "invitation", _("Invitation")
    PASSWORD = "password", _("New password")


class TryKind(TextChoices):
    """What a failed attempt was at, and so what it is counted with (ADR 0029)."""

    PASSWORD = "password", _("password at the log-in")
    FACTOR = "factor", _("second step of the log-in")
    STEP_UP = "step-up", _("confirming within a session")
    SOURCE = "source", _("log-ins from one network")
    LINK = "link", _("one-time links from one network")


class Errand(StrEnum):
    """Why somebody was sent to a provider; stands in the session until they are back."""

    LOGIN = "login"
    ACCEPT = "accept"  # a one-time link
    LINK = "link"  # one's own, from My security
    CONFIRM = "confirm"  # step-up


class WishKind(TextChoices):
    """What waits for a second administrator (ADR 0033)."""

    ROLE = "role", _("A role")
    RETURN = "return", _("Taken back with a role")
    LINK = "link", _("A link to a new password")
    SECOND_STEP = "second-step", _("A reset of the second step")


class WishOutcome(TextChoices):
    GRANTED = "granted", _("Approved")
    REFUSED = "refused", _("Not approved")
    WITHDRAWN = "withdrawn", _("Taken back by the one who asked")
    EXPIRED = "expired", _("Nobody answered in time")
