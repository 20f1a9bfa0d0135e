"""The plan on paper: who it is for (`variants`), what it holds (`sheets`), how it speaks (`wording`)."""

from overview.documents.plan import PlanDocument, plan_document, plan_html, plan_pdf
from overview.documents.variants import Reader, covered_organisations, reader_of, variants_for

__all__ = [
    "PlanDocument",
    "Reader",
    "covered_organisations",
    "plan_document",
    "plan_html",
    "plan_pdf",
    "reader_of",
    "variants_for",
]
