from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from citizens.enums import ScanMedia
from citizens.models.consent import Consent
from core.fields import unseal_bytes
from core.models import Record
from core.scanned import LARGEST


class ConsentScan(Record):
    """A page or more of the form the citizen signed, scanned and kept with the consent (domain.md § 4)."""

    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="scans", verbose_name=_("consent"))
    media = models.CharField(_("kind of file"), max_length=4, choices=ScanMedia.choices)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("checksum"), max_length=64)
    voided = models.BooleanField(_("entered by mistake"), default=False, editable=False)
    void_reason = models.CharField(_("why it was a mistake"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("scan of a consent")
        verbose_name_plural = _("scans of consents")
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(size__gte=1, size__lte=LARGEST), name="scan_size"),
            models.CheckConstraint(
                condition=Q(voided=False, void_reason="") | (Q(voided=True) & ~Q(void_reason="")),
                name="scan_void_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_media_display()} {self.created_at:%d.%m.%Y}"


class ScanContent(models.Model):
    """The file of a scan, sealed. Apart from its record, so that neither lists nor history carry it; insert-only."""

    SEALED_FOR = "citizens_scancontent.content"

    scan = models.OneToOneField(
        ConsentScan, on_delete=models.PROTECT, related_name="kept", primary_key=True, verbose_name=_("scan")
    )
    content = models.BinaryField(_("file"))

    class Meta:
        verbose_name = _("file of a scan")
        verbose_name_plural = _("files of scans")
        ordering = ["scan_id"]

    def __str__(self) -> str:
        return str(self.scan_id)

    def opened(self) -> bytes:
        """The file. Raises core.keyring.Unreadable if it was altered or the key is gone."""
        return unseal_bytes(bytes(self.content), self.SEALED_FOR)
