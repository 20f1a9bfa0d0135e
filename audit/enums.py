from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What was done."""

    READ = "read", _("read")
    LIST = "list", _("list")
    SEARCH = "search", _("search")
    CREATE = "create", _("create")
    CHANGE = "change", _("change")
    EXPORT = "export", _("print or export")
    SHOW_CPR = "show-cpr", _("show CPR number")
    LOGIN = "login", _("log in")
    LOGIN_FAILED = "login-failed", _("failed log-in")
    LOGIN_SHUT = "login-shut", _("log-in shut after failed attempts")
    LOGOUT = "logout", _("log out")
    EMERGENCY_OPENED = "emergency-opened", _("open emergency access")
    EMERGENCY_READ = "emergency-read", _("read by emergency access")
    EMERGENCY_REFUSED = "emergency-refused", _("refused emergency access")
    LIMITED = "limited", _("stopped by the limit")


class Outcome(TextChoices):
    GIVEN = "given", _("given")
    DENIED = "denied", _("denied")
    FAILED = "failed", _("failed")


class Criterion(TextChoices):
    """What a search went by. What was typed is never kept."""

    NAME = "name", _("by name")
    CPR = "cpr", _("by whole CPR number")
    CASE = "case", _("by case number")
