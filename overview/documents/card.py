"""The crisis plan on a card for the citizen's purse: two sides of A6 where the text allows it, never cut short."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from citizens.access import Case
from core.dates import today
from core.models import Refused
from core.pdf import Paper, lay_out
from overview.documents.plan import PAPER_LANGUAGE
from overview.enums import CardSheet
from plans.models import CrisisContact, CrisisPlan, Plan
from plans.queries import contacts, crisis_of

SIDES = 2  # what lies on one card, front and back
SIZES = (12.0, 10.5, 9.0, 8.0)  # points: the largest that keeps to one card is used; less cannot be read in a crisis
SMALL = 9.0
HOPELESS = 5  # sides in the largest letters: no smaller ones bring that down to one card
LONGEST = 8_000  # characters of all texts: beyond it, it is no card, and a page would lay out for seconds
CSS = {
    CardSheet.A6: ("documents/card.css", "documents/card-a6.css"),
    CardSheet.A4: ("documents/card.css", "documents/card-a4.css"),
}


@dataclass(frozen=True)
class Card:
    """What stands on the card. It may be lost in a bus: the given name only, no number, no address."""

    plan: Plan
    crisis: CrisisPlan
    contacts: list[CrisisContact]
    printed_on: date

    @property
    def given_name(self) -> str:
        return self.plan.citizen.given_name

    @property
    def coordinator_label(self) -> str:
        return self.plan.citizen.programme.coordinator_label

    @property
    def emergency_numbers(self) -> list[str]:
        return [line for line in self.plan.citizen.programme.emergency_numbers.splitlines() if line.strip()]

    @property
    def texts(self) -> list[str]:
        crisis = self.crisis
        return [crisis.early_signs, crisis.what_helps, crisis.what_to_avoid, crisis.treatment_wishes]

    @property
    def lengths(self) -> list[tuple[str, int]]:
        """The texts by their name on screen with their length in characters, the longest first."""
        names = (_("Early signs"), _("What helps"), _("What to avoid"), _("Wishes for treatment"))
        told = [(name, len(text)) for name, text in zip(names, self.texts, strict=True) if text]
        return sorted(told, key=lambda row: -row[1])

    @property
    def is_empty(self) -> bool:
        return not (any(self.texts) or self.contacts)

    @property
    def is_too_long(self) -> bool:
        return sum(map(len, self.texts)) + sum(len(f"{row.name}{row.hours}") for row in self.contacts) > LONGEST

    @property
    def file_name(self) -> str:
        return f"krisekort-{self.plan.citizen.case_number}.pdf"


@dataclass(frozen=True)
class Fit:
    """How the card fits: on how many A6 sides, in which size of letters (points)."""

    sides: int
    size: float
    parted: bool = False  # front: what helps; back: whom to call

    @property
    def fits(self) -> bool:
        return self.sides <= SIDES

    @property
    def is_small(self) -> bool:
        return self.size <= SMALL


def crisis_card(plan: Plan, case: Case) -> Card:
    """The card of a plan whose part *crisis* is open to `case`; it may be empty."""
    return Card(plan, crisis_of(plan, case) or CrisisPlan(plan=plan), contacts(plan, case), today())


def card_html(card: Card) -> str:
    with translation.override(PAPER_LANGUAGE):
        return render_to_string("documents/crisis_card.html", {"card": card, "author": "Sammen om min vej"})


def _laid_out(html: str, sheet: CardSheet, size: float, parted: bool) -> Paper:
    rules = f".crisis-card {{ font-size: {size}pt }}"
    if parted:
        rules += f" .crisis-card .call {{ break-before: {'page' if sheet == CardSheet.A6 else 'column'} }}"
    return lay_out(html, css=CSS[sheet], rules=rules)


def fit_of(card: Card) -> Fit:
    """The largest letters in which the card keeps to its two sides; else small ones, on as many as it takes.

    Raises Refused when there is nothing to put on it, or far too much.
    """
    if card.is_empty:
        raise Refused(_("The crisis plan is empty, so there is nothing to put on a card."))
    if card.is_too_long:
        raise Refused(_("There is too much text in the crisis plan for a card. Shorten the longest texts."))
    html = card_html(card)
    for size in SIZES:
        sides = _laid_out(html, CardSheet.A6, size, False).pages
        if sides <= SIDES:
            parted = _laid_out(html, CardSheet.A6, size, True).pages
            return Fit(parted, size, True) if parted <= SIDES else Fit(sides, size)
        if sides > HOPELESS:
            break
    return Fit(_laid_out(html, CardSheet.A6, SMALL, False).pages, SMALL)


def fit_or_reason(card: Card) -> tuple[Fit | None, str]:
    """How the card fits, or the sentence that says why there is none."""
    try:
        return fit_of(card), ""
    except Refused as refused:
        return None, str(refused.message)


def card_pdf(card: Card, sheet: CardSheet) -> tuple[bytes, str]:
    """The PDF and its SHA-256 (hex). Raises Refused like `fit_of`."""
    fit = fit_of(card)
    content = _laid_out(card_html(card), sheet, fit.size, fit.parted).pdf()
    return content, hashlib.sha256(content).hexdigest()
