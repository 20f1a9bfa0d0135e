"""CPR numbers by domain.md § 7: date and length decide, modulus 11 never does."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from citizens.validators import Cpr, parse_cpr

ORACLES = [
    ("2512489996", date(1948, 12, 25)),  # fails modulus 11
    ("1509819996", date(1981, 9, 15)),
    ("2110625629", date(1862, 10, 21)),
    ("0610937438", date(1893, 10, 6)),
    ("1010104321", date(2010, 10, 10)),
    ("1010978726", date(1897, 10, 10)),
    ("2310450637", date(1945, 10, 23)),
]
CENTURIES = [
    # digit 7, year of two digits, century
    *[(digit, year, 1900) for digit in "0123" for year in (0, 36, 37, 57, 58, 99)],
    *[(digit, year, 2000) for digit in "49" for year in (0, 26)],
    *[(digit, year, 1900) for digit in "49" for year in (37, 57, 58, 99)],
    *[(digit, year, 2000) for digit in "5678" for year in (0, 26)],
    *[(digit, year, 1800) for digit in "5678" for year in (58, 99)],
]


@pytest.mark.parametrize(("text", "born_on"), ORACLES)
def test_oracles(text: str, born_on: date) -> None:
    assert parse_cpr(text) == Cpr(text, born_on)


@pytest.mark.parametrize(("digit", "year", "century"), CENTURIES)
def test_century_by_seventh_digit_and_year(digit: str, year: int, century: int) -> None:
    assert parse_cpr(f"0101{year:02d}{digit}000").born_on == date(century + year, 1, 1)


@pytest.mark.parametrize("text", ["251248-9996", "251248 9996", " 25 12 48 - 9996 ", "251248–9996", "2512489996\n"])
def test_as_people_write_it(text: str) -> None:
    assert parse_cpr(text).number == "2512489996"


def test_modulus_11_never_rejects() -> None:
    accepted = [parse_cpr(f"251248{serial:04d}").number for serial in range(0, 4000, 7)]
    assert len(accepted) == len(range(0, 4000, 7))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("5110625629", "date"),
        ("3102804321", "date"),  # 31 February
        ("3204804321", "date"),  # day 32
        ("0004804321", "date"),
        ("0113804321", "date"),
        ("6000004321", "date"),
        ("9201804321", "date"),  # 61-91 only
        ("2902014321", "date"),  # no leap year
        ("251248999", "length"),
        ("25124899966", "length"),
        ("", "length"),
        ("25124899x6", "digits"),
        ("251248+9996", "digits"),
        ("٢٥١٢٤٨٩٩٩٦", "digits"),
        ("25124\x009996", "digits"),
        ("😀" * 10, "digits"),
        ("<script>", "digits"),
        ("1010304321", "future"),
    ],
)
def test_says_what_is_wrong(text: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        parse_cpr(text)
    assert refused.value.code == code


def test_fictive_only_where_a_demo_setting_allows(settings: object) -> None:
    settings.FICTIVE_CPR = True  # type: ignore[attr-defined]
    assert parse_cpr("8512481234") == Cpr("8512481234", date(1948, 12, 25))
    assert parse_cpr("6101481234").born_on == date(1948, 1, 1)
    assert parse_cpr("9101481234").born_on == date(1948, 1, 31)
    settings.FICTIVE_CPR = False  # type: ignore[attr-defined]
    with pytest.raises(ValidationError) as refused:
        parse_cpr("8512481234")
    assert refused.value.code == "fictive"


def test_message_names_the_count() -> None:
    with translation.override("en"), pytest.raises(ValidationError, match="this has 9"):
        parse_cpr("251248-999")
