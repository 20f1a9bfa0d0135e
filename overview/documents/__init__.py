"""The plan on paper: what it holds (`sheets`), how it speaks (`wording`); who it is for, `overview.queries.readers`."""

from overview.documents.plan import PlanDocument, plan_document, plan_html, plan_pdf

__all__ = ["PlanDocument", "plan_document", "plan_html", "plan_pdf"]
