"""What is done on the pages that put several apps side by side."""

from __future__ import annotations

import uuid

from django.db import transaction

from citizens.access import Case
from overview.documents import PlanDocument, plan_document, plan_pdf
from plans.actions.prints import record_print
from plans.enums import PrintVariant
from plans.models import Plan


@transaction.atomic
def print_plan(plan: Plan, *, case: Case, variant: str, organisation: str = "") -> tuple[PlanDocument, bytes]:
    """Make the PDF of one copy and record who got it. Raises Refused when no consent covers the organisation."""
    document = plan_document(
        plan,
        case,
        variant=PrintVariant(variant),
        organisation_id=uuid.UUID(organisation) if organisation else None,
    )
    content, sha256 = plan_pdf(document)
    record_print(
        plan,
        by=case.user,
        variant=PrintVariant(variant),
        parts=document.parts,
        sha256=sha256,
        organisation=document.reader.organisation,
    )
    return document, content
