"""Rows of the outbox."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from accounts.models import User
from core.models import Delivery, Mail, MailState, Notice


def notice(kind: str = "test", about: UUID | None = None, occasion: str = "once", **fields: Any) -> Notice:
    """Something to tell."""
    about, at = about or uuid4(), fields.pop("due_at", None) or timezone.now()
    key = f"{kind}:{about}:{occasion}"
    return Notice.objects.create(
        kind=kind, about=about, occasion=occasion, key=key, due_at=at, try_at=fields.pop("try_at", at), **fields
    )


def mail(to: UUID, state: MailState = MailState.WAITING, *, key: str = "", **fields: Any) -> Mail:
    """A mail in this state."""
    key = key or f"digest:2026-01-05:{to}"
    at: datetime = fields.pop("due_at", None) or timezone.now()
    fields.setdefault("ended_at", at if state in Mail.ENDED else None)
    return Mail.objects.create(id=Mail.id_of(key), key=key, recipient=to, due_at=at, try_at=at, state=state, **fields)


def failed_mail(to: User) -> Mail:
    """One that the mail server refused, with a notice in it."""
    row = mail(to.pk, MailState.REFUSED, problem="recipient:550", tries=1)
    Delivery.objects.create(notice=notice(settled_at=timezone.now()), recipient=to.pk, mail=row)
    return row
