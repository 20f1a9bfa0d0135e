from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from citizens.models.citizen import Citizen
from core.models import Record


class ToDo(Record):
    """Something a coordinator has set themselves to do. Read by its owner only; it opens no citizen to them."""

    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="todos", verbose_name=_("whose"))
    citizen = models.ForeignKey(
        Citizen, on_delete=models.PROTECT, null=True, blank=True, related_name="todos", verbose_name=_("citizen")
    )
    text = models.CharField(_("what is to be done"), max_length=200)
    due_on = models.DateField(_("by"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("to-do")
        verbose_name_plural = _("to-dos")
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["owner", "due_on"], name="todo_open", condition=Q(done_at__isnull=True))]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="todo_has_text")]

    def __str__(self) -> str:
        return self.text
