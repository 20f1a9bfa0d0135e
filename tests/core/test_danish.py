"""Danish words stand in the order of a Danish dictionary, and are found however they are typed."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.danish import collate, fold

# Retskrivningsordbogen: aa in names sorts as å (Aabenraa among Å), and accents do not count.
IN_ORDER = [
    "Albertslund", "Ballerup", "Cæcilie", "Dragør", "Edvard", "Ég", "Falster", "Hansen Anna", "Hansen Åse",
    "Hansson", "Lolland", "Muller", "Nakskov", "Nykøbing", "Nørre Alslev", "Nørre Ørslev", "Sakskøbing", "Sønderborg",
    "Vordingborg", "Xenia", "Yding", "Zebra", "Ærø", "Ølgod", "Østerbro", "Aabenraa", "Ågård", "Aakirkeby", "Ålborg",
    "Aarhus", "Århus N",
]  # fmt: skip


def test_danish_dictionary_order():
    mixed = IN_ORDER[:]
    random.Random(1).shuffle(mixed)
    assert sorted(mixed, key=lambda word: (collate(word), word)) == IN_ORDER


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Østergård", "oestergaard"),
        ("oestergaard", "oestergaard"),
        ("ÆRØSKØBING", "aeroeskoebing"),
        ("Ångström", "aangstroem"),
        ("A\u030angström", "aangstroem"),  # the ring as a sign of its own
        ("  Anna   Sofie ", "anna sofie"),
        ("Renée", "renee"),
        ("Müller", "myller"),
        ("Strauß", "strauss"),
        ("", ""),
    ],
)
def test_fold(typed, key):
    assert fold(typed) == key


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)
    assert fold(text.upper()) == fold(text.upper().lower())


@given(st.text(max_size=30))
def test_keys_of_any_text_can_be_stored_and_compared(text):
    for key in (fold(text), collate(text)):
        assert key == " ".join(key.split())
