"""The plan on paper: what it holds (`sheets`), how it speaks (`wording`); who it is for, `overview.queries.readers`.

Smaller papers beside it: the empty form (`blank`), the crisis card (`card`), a participant's extract (`extract`),
who has looked at a citizen's pages (`log`).
"""

from overview.documents.blank import BlankPlan, blank_html, blank_pdf, blank_plan
from overview.documents.card import Card, Fit, card_html, card_pdf, crisis_card, fit_of, fit_or_reason
from overview.documents.extract import Extract, extract_of, extract_pdf, extract_text
from overview.documents.log import CitizenLog, citizen_log, citizen_log_pdf
from overview.documents.plan import PlanDocument, plan_document, plan_html, plan_pdf

__all__ = [
    "BlankPlan",
    "Card",
    "CitizenLog",
    "Extract",
    "Fit",
    "PlanDocument",
    "blank_html",
    "blank_pdf",
    "blank_plan",
    "card_html",
    "card_pdf",
    "citizen_log",
    "citizen_log_pdf",
    "crisis_card",
    "extract_of",
    "extract_pdf",
    "extract_text",
    "fit_of",
    "fit_or_reason",
    "plan_document",
    "plan_html",
    "plan_pdf",
]
