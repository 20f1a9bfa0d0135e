"""Ordered work that is done."""

import json
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from citizens.models import Citizen
from core.fields import seal_bytes
from core.models import Job, JobState


def pack(by: User, *of: Citizen, **fields: Any) -> Job:
    """A pack of whole plans that is ready to be fetched."""
    printed = [{"citizen": str(row.pk), "parts": [], "protected": row.protected} for row in of]
    fields.setdefault("result", seal_bytes(b"%PDF-1.7", Job.RESULT))
    return Job.objects.create(
        kind="week",
        ordered_by=by.pk,
        organisation=by.organisation.pk,  # type: ignore[union-attr]
        parameters=json.dumps({"citizens": [row["citizen"] for row in printed], "recipient": "", "left_out": []}),
        report=json.dumps({"printed": printed, "left_out": []}),
        state=fields.pop("state", JobState.DONE),
        result_name="planer-2026-01-01.pdf",
        result_type="application/pdf",
        done=len(of),
        total=len(of),
        expires_at=fields.pop("expires_at", timezone.now() + timedelta(hours=24)),
        **fields,
    )
