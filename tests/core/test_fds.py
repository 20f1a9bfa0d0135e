"""The tags of rows that stand on a page a hundred times: what is kept between two of them is only what is alike."""

import uuid
from datetime import UTC, date, datetime

import pytest
from django.template import engines
from django.urls import NoReverseMatch, reverse
from django.utils import translation


def drawn(text, **told):
    return engines["django"].from_string("{% load fds %}" + text).render(told)


def test_a_status_is_word_icon_and_tone():
    html = drawn("{% status word tone %}", word="I gang <nu>", tone="busy")
    assert 'class="chip chip--busy"' in html
    assert "#sync" in html
    assert "<span>I gang &lt;nu&gt;</span>" in html
    assert "chip--wait" in drawn("{% status word %}", word="Henvist")


def test_an_icon_with_a_label_is_an_image_and_says_each_its_own():
    assert 'aria-hidden="true"' in drawn('{% icon "edit" %}')
    assert 'role="img" aria-label="&lt;Ret&gt;"' in drawn('{% icon "edit" label=word %}', word="<Ret>")
    assert 'aria-label="Slet"' in drawn('{% icon "edit" label=word %}', word="Slet")


def test_options_mark_the_chosen_one_and_escape():
    rows = (("a", "Første"), ("b", "<Anden>"))
    assert drawn("{% options rows chosen %}", rows=rows, chosen="b") == (
        '<option value="a">Første</option><option value="b" selected>&lt;Anden&gt;</option>'
    )
    assert "selected" not in drawn("{% options rows chosen %}", rows=rows, chosen="")


@pytest.mark.parametrize("value", [date(2026, 11, 20), datetime(2026, 11, 19, 23, 30, tzinfo=UTC)])
def test_a_day_is_danish_and_follows_the_language(value):
    """Half past eleven at night in London is the next day in Copenhagen."""
    for _twice in range(2):
        assert drawn("{{ value|day }}", value=value) == "20. november 2026"
        with translation.override("en"):
            assert drawn("{{ value|day }}", value=value) == drawn('{{ value|date:"DATE_FORMAT" }}', value=value)
    assert drawn("{{ value|day }}", value=None) == ""


def test_an_address_is_what_url_says_and_takes_keys_only():
    key = uuid.uuid4()
    for name in ("tracks:intervention_edit", "citizens:detail"):
        for _twice in range(2):
            assert drawn("{% address name key %}", name=name, key=key) == reverse(name, args=[key])
    for wrong in ("<script>", "", None, str(key)):
        with pytest.raises(NoReverseMatch):
            drawn("{% address 'citizens:detail' key %}", key=wrong)
    with pytest.raises(NoReverseMatch):
        drawn("{% address 'citizens:nowhere' key %}", key=key)
