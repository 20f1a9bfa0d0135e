"""The screening rule of domain.md § 9, without a database."""

from datetime import date
from itertools import product

import pytest

from citizens.enums import Answer, CriterionKind, ScreeningResult
from citizens.models import Citizen, Criterion, Programme
from citizens.queries import automatic_answer, reason_text, screen

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
MEETS, NOT_MET, MISSING = ScreeningResult.MEETS, ScreeningResult.NOT_MET, ScreeningResult.MISSING
DAY = date(2026, 11, 23)
AGE = Criterion(kind=CriterionKind.AGE, text="18-70 år", age_from=18, age_to=70)
RESIDENCE = Criterion(kind=CriterionKind.RESIDENCE, text="Bor her")
REQUIRED = Criterion(kind=CriterionKind.REQUIRED, text="Hyppige kontakter")
FIRST = Criterion(kind=CriterionKind.ANY_OF, text="Kronisk sygdom")
SECOND = Criterion(kind=CriterionKind.ANY_OF, text="Sociale problemer")
EXCLUDES = Criterion(kind=CriterionKind.EXCLUDES, text="Demens")


def someone(born_on: date | None = date(1980, 5, 1), municipality: str = "Lolland") -> Citizen:
    programme = Programme(municipalities=["Lolland", "Guldborgsund"])
    return Citizen(programme=programme, born_on=born_on, municipality=municipality)


@pytest.mark.parametrize(
    ("born_on", "on", "answer"),
    [
        (date(2008, 11, 23), DAY, YES),  # 18 today
        (date(2008, 11, 24), DAY, NO),  # 18 tomorrow
        (date(1955, 11, 24), DAY, YES),  # 71 tomorrow: 70 is included
        (date(1955, 11, 23), DAY, NO),  # 71 today
        (date(1956, 2, 29), date(2027, 2, 28), YES),  # born on a leap day: 71 on 1 March
        (date(1956, 2, 29), date(2027, 3, 1), NO),
        (date(2008, 2, 29), date(2026, 2, 28), NO),
        (date(2008, 2, 29), date(2026, 3, 1), YES),
        (None, DAY, UNKNOWN),
    ],
)
def test_age_on_the_day(born_on: date | None, on: date, answer: Answer) -> None:
    assert automatic_answer(someone(born_on), AGE, on) == answer


@pytest.mark.parametrize(
    ("municipality", "answer"),
    [("Lolland", YES), (" guldborgsund ", YES), ("Næstved", NO), ("", UNKNOWN), ("  ", UNKNOWN)],
)
def test_residence(municipality: str, answer: Answer) -> None:
    assert automatic_answer(someone(municipality=municipality), RESIDENCE, DAY) == answer


@pytest.mark.parametrize(
    ("kind", "answer", "result"),
    [
        (REQUIRED, YES, MEETS),
        (REQUIRED, NO, NOT_MET),
        (REQUIRED, UNKNOWN, MISSING),
        (EXCLUDES, NO, MEETS),
        (EXCLUDES, YES, NOT_MET),
        (EXCLUDES, UNKNOWN, MISSING),
    ],
)
def test_one_criterion(kind: Criterion, answer: Answer, result: ScreeningResult) -> None:
    assert screen(someone(), [kind], {kind.pk: answer}, DAY)[0] == result


def test_at_least_one_of() -> None:
    expected = dict.fromkeys(product(Answer, repeat=2), MISSING)
    expected.update({pair: MEETS for pair in expected if YES in pair})
    expected[(NO, NO)] = NOT_MET
    found = {
        (a, b): screen(someone(), [FIRST, SECOND], {FIRST.pk: a, SECOND.pk: b}, DAY)[0]
        for a, b in product(Answer, repeat=2)
    }
    assert found == expected


def test_all_met_gives_no_reasons() -> None:
    answers = {REQUIRED.pk: YES, FIRST.pk: NO, SECOND.pk: YES, EXCLUDES.pk: NO}
    everything = [RESIDENCE, AGE, FIRST, SECOND, REQUIRED, EXCLUDES]
    assert screen(someone(), everything, answers, DAY) == (MEETS, [])


def test_no_answers_at_all() -> None:
    result, reasons = screen(someone(None, ""), [RESIDENCE, AGE, FIRST, SECOND, REQUIRED, EXCLUDES], {}, DAY)
    assert result == MISSING
    codes = ["residence-missing", "age-missing", "required-missing", "excludes-missing", "any-of-missing"]
    assert [reason["code"] for reason in reasons] == codes


def test_one_not_met_decides_and_what_is_missing_is_still_said() -> None:
    result, reasons = screen(someone(date(1950, 1, 1)), [AGE, REQUIRED], {}, DAY)
    assert result == NOT_MET
    assert [reason["code"] for reason in reasons] == ["age-failed", "required-missing"]


def test_a_programme_without_criteria_takes_everybody() -> None:
    assert screen(someone(None, ""), [], {}, DAY) == (MEETS, [])


def test_every_reason_has_words_that_name_the_criterion() -> None:
    for kind, state in product(CriterionKind, ("failed", "missing")):
        assert "Demens" in reason_text({"code": f"{kind}-{state}", "text": "Demens"})
        assert reason_text({"code": f"{kind}-{state}", "text": "Demens"}) != "Demens"
    assert reason_text("overført tekst") == "overført tekst"
