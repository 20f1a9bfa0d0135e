"""The words of a mail: a line for each notice, gathered under the citizen's case reference. No personal data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.models import Mail, Notice
from core.outbox.calendar import late_since
from core.outbox.kinds import Addressee, Told

Line = tuple[Notice, Told]


@dataclass(frozen=True)
class _Group:
    reference: str
    lines: list[Line]


def letter(mail: Mail, lines: Sequence[Line], to: Addressee, now: datetime, connection: Any) -> EmailMessage:
    """The mail to `to` about these lines, in their language. Its Message-ID is the same however often it is written."""
    with translation.override(to.language):
        count = len(lines)
        subject = ngettext("SOMV: %(count)d reminder", "SOMV: %(count)d reminders", count) % {"count": count}
        body = _body(lines, now)
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    headers = {
        "Message-ID": f"<{mail.pk}@{host}>",
        "Date": format_datetime(now),
        "Auto-Submitted": "auto-generated",
    }
    return EmailMessage(subject, body, to=[to.email], headers=headers, connection=connection)


def _body(lines: Sequence[Line], now: datetime) -> str:
    count = len(lines)
    parts = [
        _("Hello"),
        ngettext("There is something for you to look at:", "There are %(count)d things for you to look at:", count)
        % {"count": count},
    ]
    parts += ["\n".join(_written(group, now)) for group in _groups(lines)]
    parts.append(
        _(
            "Log in to see more. This mail names no one, because mail is not safe enough for that. "
            "The same stands on your own overview: %(url)s"
        )
        % {"url": f"{settings.BASE_URL}/"}
    )
    parts.append(_("You cannot answer this mail: it was sent by the system."))
    return "\n\n".join(parts) + "\n"


def _groups(lines: Sequence[Line]) -> list[_Group]:
    """Lines of one citizen together, in the order of the oldest; each line by when it fell due."""
    groups: dict[str, _Group] = {}
    for row, told in sorted(lines, key=_order):
        key = told.reference or str(row.pk)
        groups.setdefault(key, _Group(told.reference, [])).lines.append((row, told))
    return list(groups.values())


def _order(line: Line) -> tuple[datetime, str, str]:
    row, told = line
    return row.due_at, told.reference, str(told.line)


def _written(group: _Group, now: datetime) -> list[str]:
    said = [_("Case %(reference)s") % {"reference": group.reference}] if group.reference else []
    paths: list[str] = []
    for row, told in group.lines:
        said.append(f"- {told.line}{_late(row, now)}")
        if told.path and told.path not in paths:
            paths.append(told.path)
    return said + [f"  {settings.BASE_URL}{path}" for path in paths]


def _late(row: Notice, now: datetime) -> str:
    day = late_since(row.due_at, now)
    if day is None:
        return ""
    return " " + _("(late: was due on %(day)s)") % {"day": date_format(day, "DATE_FORMAT")}
