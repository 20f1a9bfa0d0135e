"""Draft: what was typed into a form and is not saved yet."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import SealedTextField


class Draft(models.Model):
    """One person's unsaved text in one form, about one record or (for a new one) under one parent.

    The form's own address names all three of form, record and parent, so a draft cannot turn up in another
    record's form. Not a Record: nobody but the writer ever reads it, and it is gone when the text is saved.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("user"), related_name="+")
    address = models.CharField(_("address of the form"), max_length=300)
    # The revision the form was opened at, 0 for a new record; the sum where one page holds several records.
    # Revisions only grow, so the sum differs when any of them does.
    revision = models.PositiveIntegerField(_("revision"), default=0)
    content = SealedTextField(_("content"))  # JSON: name of the field → the list of its values
    updated_at = models.DateTimeField(_("last typed in"), db_index=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [models.UniqueConstraint(fields=["user", "address"], name="one_draft_a_form")]

    def __str__(self) -> str:
        return self.address
