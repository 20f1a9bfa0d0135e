"""The consent form on paper, made from the table of organisations × parts that is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from citizens.enums import CONSENTABLE, Level, Part
from citizens.models import Citizen
from core.pdf import render_pdf

LANGUAGE = "da"  # papers are in Danish, whoever prints them


@dataclass(frozen=True)
class Line:
    """One organisation: what it may read, and what it may also comment on."""

    organisation: Any
    read: list[str]
    comment: list[str]


@dataclass(frozen=True)
class Asked:
    """What the citizen is asked to say yes to."""

    citizen: Citizen
    lines: list[Line]
    purpose: str
    expires_on: date
    given_to: Any


def ask(
    citizen: Citizen,
    *,
    cells: Sequence[tuple[Any, str, str]],
    purpose: str,
    expires_on: date,
    given_to: Any,
    **_rest: Any,
) -> Asked:
    """What the grid asks for, gathered by organisation in the order of the grid. Takes what `record_consent` takes."""
    words = _plain_words()
    lines = [
        Line(
            organisation,
            [words[part] for row, part, level in cells if row == organisation and level == Level.READ],
            [words[part] for row, part, level in cells if row == organisation and level == Level.COMMENT],
        )
        for organisation in dict.fromkeys(row for row, _part, _level in cells)
    ]
    return Asked(citizen, lines, purpose, expires_on, given_to)


def _plain_words() -> dict[str, str]:
    """The parts as the citizen's own papers name them (domain.md § 2: alcohol and drugs, not addiction)."""
    with translation.override(LANGUAGE):
        return {part.value: str(part.label) for part in CONSENTABLE} | {Part.ADDICTION.value: _("Alcohol and drugs")}


def paper(asked: Asked) -> SafeString:
    """The paper itself, for the preview on screen."""
    with translation.override(LANGUAGE):
        return render_to_string("documents/_consent_form.html", {"asked": asked})


def consent_form_html(asked: Asked) -> str:
    """The whole document. In Danish, whoever prints it."""
    with translation.override(LANGUAGE):
        return render_to_string("documents/consent_form.html", {"asked": asked, "author": "Sammen om min vej"})


def as_pdf(asked: Asked) -> HttpResponse:
    """The document as a download; the file's name tells nothing about the citizen but the case number."""
    response = HttpResponse(render_pdf(consent_form_html(asked)), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="samtykke-sag-{asked.citizen.case_number}.pdf"'
    return response
