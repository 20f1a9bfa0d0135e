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
    LOGOUT = "logout", _("log out")


class Outcome(TextChoices):
    GIVEN = "given", _("given")
    DENIED = "denied", _("denied")
    FAILED = "failed", _("failed")
