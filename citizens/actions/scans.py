"""Scans of signed forms: kept with the consent, sealed; a wrong one is marked, and both stay."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from citizens.actions.consents import record_consent
from citizens.actions.enrolment import HISTORY_REASON
from citizens.models import Citizen, Consent, ConsentScan, ScanContent
from core.attribution import attributed_to
from core.fields import seal_bytes
from core.models import Refused
from core.scanned import Scanned
from core.twice import pressed_twice

MOST = 20  # of a consent: a form has a page or two, and what is mistaken stays


@transaction.atomic
def add_scan(consent: Consent, *, by: Any, scan: Scanned) -> ConsentScan:
    """Keep a scan with its consent, also one that is over. Raises Refused beyond twenty."""
    consent.citizen.locked()
    digest = hashlib.sha256(scan.content).hexdigest()
    row = ConsentScan(consent=consent, media=scan.media, size=len(scan.content), sha256=digest)
    twin = pressed_twice(row, by=by, consent=consent)
    if twin is not None:
        return twin  # sent twice
    if consent.scans.count() >= MOST:
        raise Refused(_("There are %(most)s scans already, which is the most.") % {"most": MOST}, field="scan")
    with attributed_to(by):
        row.save()
    ScanContent.objects.create(scan=row, content=seal_bytes(scan.content, ScanContent.SEALED_FOR))
    return row


@transaction.atomic
def record_with_scan(citizen: Citizen, *, by: Any, scan: Scanned | None = None, **values: Any) -> Consent:
    """Record a consent and, where the signed form is at hand, its scan. Raises Refused, and then neither is kept."""
    consent = record_consent(citizen, by=by, **values)
    if scan is not None:
        add_scan(consent, by=by, scan=scan)
    return consent


@transaction.atomic
def void_scan(scan: ConsentScan, *, by: Any, reason: str) -> ConsentScan:
    """The wrong paper, or unreadable: marked with its reason, and still readable like every mistaken entry."""
    scan.consent.citizen.locked()
    scan = scan.locked()
    if scan.voided:
        raise Refused(_("The scan is already marked as a mistake."))
    if not reason.strip():
        raise Refused(_("Write why it was a mistake."), field="reason")
    scan.voided, scan.void_reason = True, reason
    with attributed_to(by, reason=reason[:HISTORY_REASON]):
        scan.save()
    return scan
