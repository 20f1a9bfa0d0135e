"""Forms come out in the design system's markup, and no date is lost on the way to a native picker."""

import datetime

import pytest
from django import forms
from django.utils import translation


class Errand(forms.Form):
    what = forms.CharField(label="What", help_text="One line")
    due = forms.DateField(label="Due", required=False)
    at = forms.DateTimeField(label="At", required=False)
    how = forms.ChoiceField(label="How", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    mark_optional = False


@pytest.fixture(autouse=True)
def _danish():
    with translation.override("da"):
        yield


def test_a_control_has_its_class_and_is_described_by_hint_and_error() -> None:
    html = Errand({"what": ""})["what"].as_field_group()
    assert 'class="form-input"' in html
    assert 'aria-describedby="id_what_helptext id_what_error"' in html
    assert 'id="id_what_helptext"' in html
    assert 'class="form-error-message" id="id_what_error"' in html
    assert "style=" not in html


@pytest.mark.parametrize(
    ("name", "initial", "kind", "value"),
    [
        ("due", datetime.date(2027, 5, 3), "date", "2027-05-03"),
        ("at", datetime.datetime(2027, 5, 3, 10, 42), "datetime-local", "2027-05-03T10:42"),
    ],
)
def test_a_stored_moment_reaches_the_native_picker(name, initial, kind, value) -> None:
    html = str(Errand(initial={name: initial})[name])
    assert f'type="{kind}"' in html
    assert f'value="{value}"' in html


def test_what_somebody_typed_is_kept_when_a_picker_could_not_show_it() -> None:
    html = str(Errand({"due": "next week"})["due"])
    assert 'type="text"' in html
    assert 'value="next week"' in html


def test_what_the_picker_posts_is_understood() -> None:
    form = Errand({"what": "x", "due": "2027-05-03", "at": "2027-05-03T10:42", "how": "a"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["due"] == datetime.date(2027, 5, 3)
    assert form.cleaned_data["at"].strftime("%H.%M") == "10.42"


def test_an_unanswered_choice_is_told_on_the_group_not_on_each_button() -> None:
    html = Errand({"what": "x"})["how"].as_field_group()
    assert "aria-invalid" not in html
    assert 'aria-describedby="id_how_error"' in html


def test_the_summary_links_to_each_field() -> None:
    html = Errand({}).as_div()
    assert 'data-module="error-summary"' in html
    assert 'href="#id_what"' in html
    assert 'href="#id_how_group"' in html
    assert 'id="id_how_group"' in html
