"""CPR numbers (domain.md § 7)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum.dk import cpr as stdnum_cpr
from stdnum.exceptions import ValidationError as StdnumError

from core.dates import today

FICTIVE_DAYS = 60  # demo numbers have it added to the day, so that they can be no real person's
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015]")


@dataclass(frozen=True)
class Cpr:
    """A number that can exist: ten digits, and the date of birth they say."""

    number: str
    born_on: date


def parse_cpr(text: str) -> Cpr:
    """Read a CPR number as people write it ("ddmmyy-ssss", spaces). Raises ValidationError saying what is wrong.

    Length and date decide. Modulus 11 must never reject a number: since 2007 valid numbers break it. The seventh
    digit and the year give the century. A day of 61-91 is a fictive number, taken only under FICTIVE_CPR.
    """
    digits = _SEPARATORS.sub("", text)
    # str.isdigit() takes other scripts' digits, too; the register holds 0-9.
    if not re.fullmatch(r"[0-9]*", digits):
        raise ValidationError(_("A CPR number holds digits only: six, a hyphen if you like, and four."), code="digits")
    if len(digits) != 10:
        raise ValidationError(
            _("A CPR number has ten digits; this has %(count)d.") % {"count": len(digits)}, code="length"
        )
    born_on = _born_on(digits)
    if born_on is None:
        born_on = _born_on(f"{int(digits[:2]) - FICTIVE_DAYS:02d}{digits[2:]}") if digits[:2] > "60" else None
        if born_on is None:
            raise ValidationError(_("The first six digits are no date. Are two of them swapped?"), code="date")
        if not settings.FICTIVE_CPR:
            raise ValidationError(
                _("This is a made-up number (60 is added to the day); it is accepted in demonstrations only."),
                code="fictive",
            )
    if born_on > today():
        raise ValidationError(_("The date of birth of this number is in the future."), code="future")
    return Cpr(digits, born_on)


def _born_on(digits: str) -> date | None:
    try:
        return stdnum_cpr.get_birth_date(digits)
    except StdnumError:
        return None
