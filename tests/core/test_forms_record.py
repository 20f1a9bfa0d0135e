"""A form keeps what was typed: CPR numbers are noticed, and two who write at once lose nothing."""

import pytest
from django.utils import translation

from accounts.models import Organisation
from core.attribution import attributed_to
from core.forms import LONGEST_TEXT, PlainForm, RecordForm, attempt, forms, holds_cpr
from core.models import Refused
from tests.factories import accounts


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("2512489996", True),  # the oracles of domain.md § 7
        ("251248-9996", True),
        ("251248 9996", True),
        ("1509819996", True),
        ("2110625629", True),
        ("0610937438", True),
        ("1010104321", True),
        ("1010978726", True),
        ("2310450637", True),
        ("8512489996", True),  # fictive: day + 60
        ("Ring til 130170-1234 i morgen", True),
        ("5110625629", False),  # no such day
        ("3202701234", False),  # 32 February
        ("9912701234", False),
        ("20 30 40 51", False),
        ("12345678901", False),  # eleven digits
        ("1301701234-5", False),
        ("sag 4711", False),
        ("", False),
    ],
)
def test_a_cpr_number_is_noticed(text, holds):
    assert holds_cpr(text) is holds


class Note(PlainForm):
    text = forms.CharField()
    cpr = forms.CharField(required=False)


class Place(RecordForm):
    class Meta:
        model = Organisation
        fields = ["name", "phone", "sector"]


class TestTexts:
    def test_a_number_in_a_text_asks_before_it_is_stored(self):
        form = Note({"text": "ring om 130170-1234"})
        assert not form.is_valid()
        assert "text" in form.errors
        assert "keep_number" in form.fields
        again = Note({"text": "ring om 130170-1234", "keep_number": "on"})
        assert again.is_valid()
        assert again.values() == {"text": "ring om 130170-1234", "cpr": ""}

    def test_the_field_for_it_may_hold_it(self):
        assert Note({"text": "x", "cpr": "130170-1234"}).is_valid()

    @pytest.mark.parametrize(("length", "fine"), [(LONGEST_TEXT, True), (LONGEST_TEXT + 1, False), (1_000_000, False)])
    def test_a_text_has_an_end(self, length, fine):
        assert Note({"text": "x" * length}).is_valid() is fine

    @pytest.mark.parametrize(("text", "fine"), [("a\x00b", False), ("🎸 ❤️", True), ("<script>alert(1)</script>", True)])
    def test_odd_signs(self, text, fine):
        assert Note({"text": text}).is_valid() is fine


@pytest.mark.django_db
class TestTwoAtOnce:
    @pytest.fixture
    def row(self):
        return accounts.organisation("Havnen", phone="1")

    @pytest.fixture(autouse=True)
    def _danish(self):
        with translation.override("en"):
            yield

    def save(self, form, row, by):
        def action():
            fresh = row.locked(form.base_revision)
            for name, value in form.values().items():
                setattr(fresh, name, value)
            with attributed_to(by):
                fresh.save()
            return fresh

        return form.is_valid() and attempt(form, action)

    def posted(self, row, **changed):
        return {"name": row.name, "phone": row.phone, "sector": row.sector, "revision": "1"} | changed

    def test_the_form_carries_the_revision_it_was_opened_at(self, row):
        assert 'name="revision" value="1"' in str(Place(instance=row)["revision"])
        assert not Place(self.posted(row, revision=""), instance=row).is_valid()

    def test_different_fields_both_stay(self, row):
        one, two = accounts.user(name="Ida"), accounts.user(name="Bo")
        assert self.save(Place(self.posted(row, name="Ny havn"), instance=row), row, one)
        form = Place(self.querydict(self.posted(row, phone="2")), instance=row)
        assert self.save(form, row, two) is None
        assert (form.data["name"], form.data["phone"], form.data["revision"]) == ("Ny havn", "2", "2")
        assert form.conflicts == []
        assert "Ida" in str(form.non_field_errors())
        assert Organisation.objects.get(pk=row.pk).phone == "1"
        assert self.save(Place(form.data, instance=row), row, two)
        fresh = Organisation.objects.get(pk=row.pk)
        assert (fresh.name, fresh.phone) == ("Ny havn", "2")

    def test_the_same_field_shows_both_texts(self, row):
        one, two = accounts.user(name="Ida"), accounts.user(name="Bo")
        assert self.save(Place(self.posted(row, name="Idas"), instance=row), row, one)
        form = Place(self.querydict(self.posted(row, name="Bos")), instance=row)
        assert self.save(form, row, two) is None
        assert [(c.name, c.theirs, c.mine) for c in form.conflicts] == [("name", "Idas", "Bos")]
        assert form.data["name"] == "Bos"
        assert "Idas" in str(form.errors["name"])
        assert Organisation.objects.get(pk=row.pk).name == "Idas"

    def test_the_same_text_twice_is_no_conflict(self, row):
        one, two = accounts.user(name="Ida"), accounts.user(name="Bo")
        assert self.save(Place(self.posted(row, name="Ens"), instance=row), row, one)
        form = Place(self.querydict(self.posted(row, name="Ens")), instance=row)
        assert self.save(form, row, two) is None
        assert form.conflicts == []

    def test_validation_leaves_the_shown_record_alone(self, row):
        Place(self.posted(row, name="Halvt"), instance=row).is_valid()
        assert row.name == "Havnen"

    def test_what_an_action_refuses_stands_by_its_field_and_undoes(self, row):
        form = Place(self.posted(row), instance=row)
        assert form.is_valid()

        def action():
            accounts.organisation("Gemt for tidligt")
            raise Refused("No.", field="phone")

        assert attempt(form, action) is None
        assert form.errors["phone"] == ["No."]
        assert not Organisation.objects.filter(name="Gemt for tidligt").exists()

    def test_a_constraint_of_the_database_is_a_message_too(self, row):
        form = Place(self.posted(row), instance=row)
        assert form.is_valid()
        assert attempt(form, lambda: accounts.organisation(row.name)) is None
        assert form.non_field_errors()

    @staticmethod
    def querydict(data):
        from django.http import QueryDict

        made = QueryDict(mutable=True)
        made.update(data)
        return made


class Choosing(PlainForm):
    must = forms.ChoiceField(choices=[("", "---------"), ("a", "A")])
    may = forms.ChoiceField(choices=[("", "---------"), ("a", "A")], required=False)
    own = forms.ChoiceField(choices=[("", "Nobody yet"), ("a", "A")], required=False)
    row = forms.ModelChoiceField(queryset=Organisation.objects.none(), required=False)


def test_an_empty_choice_says_what_it_means_instead_of_dashes():
    with translation.override("en"):
        form = Choosing()
        first = {name: next(iter(form.fields[name].widget.choices))[1] for name in ("must", "may", "own", "row")}
    assert first == {"must": "Choose", "may": "Not chosen", "own": "Nobody yet", "row": "Not chosen"}
