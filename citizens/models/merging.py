from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from citizens.models.citizen import Citizen
from core.fields import SealedTextField
from core.models import Record


class Merging(Record):
    """Two records of one person became one (ADR 0016): which, why, and every row that was touched as it stood before.

    `before` is the JSON of Django's serializers. Read together with the history it is enough to set both up again.
    """

    kept = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="mergings", verbose_name=_("kept record"))
    merged = models.OneToOneField(
        Citizen, on_delete=models.PROTECT, related_name="merging", verbose_name=_("merged record")
    )
    reason = models.TextField(_("why it is the same person"))
    before = SealedTextField(_("both records before"))

    class Meta:
        verbose_name = _("merging of two records")
        verbose_name_plural = _("mergings of two records")
        ordering = ["-created_at", "id"]

    def __str__(self) -> str:
        return f"{self.merged.case_number} → {self.kept.case_number}"
