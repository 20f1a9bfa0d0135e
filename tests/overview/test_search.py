"""Search: by POST, among the visible only, and nothing of what was typed is kept."""

import pytest

from citizens.enums import Place
from tests.factories import citizens
from tests.overview.traces import events, own_queries
from tests.roles import as_owner


@pytest.fixture
def found(cast, client_of):
    def search(name, text):
        response = client_of(cast.user(name)).post("/soeg/", {"q": text})
        assert response.status_code == 200
        return [row.name for row in response.context["hits"].rows]

    return search


@pytest.mark.parametrize("text", ["peter", "PILE", "pet pil", "pil pet", "4711", "  Peter   Pilegaard "])
def test_the_beginnings_of_names_find(found, text):
    assert found("koordinator", text) == ["Peter Pilegaard"]


def test_letters_are_folded_and_double_names_have_two_beginnings(cast, found):
    with as_owner():
        row = citizens.citizen(cast.programme, "Søren-Åge", "Kjærgård", stage="referred")
        citizens.place(row, cast.koordinator, Place.COORDINATOR)
    for text in ("soeren", "Søren", "åge", "aage", "kjaer", "KJÆR"):
        assert found("koordinator", text) == ["Søren-Åge Kjærgård"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("pitter", "Peter Pilegaard"),
        ("Tomas", "Thomas Thorsager"),
        ("damgård", "Dagny Damgaard"),
        ("pilgaard", "Peter Pilegaard"),
    ],
)
def test_slips_of_the_pen_still_find(found, text, name):
    assert name in found("koordinator", text)


def test_a_whole_cpr_number_finds_and_half_of_one_does_not(cast, found):
    cpr = cast.peter.cpr
    for text in (cpr, f"{cpr[:6]}-{cpr[6:]}", f"{cpr[:6]} {cpr[6:]}"):
        assert found("koordinator", text) == ["Peter Pilegaard"]
    assert found("koordinator", cpr[:6]) == []
    assert found("koordinator", cpr + "1") == []


def test_nobody_finds_whom_they_may_not_see(cast, found):
    for text in ("peter", "4711", cast.peter.cpr, "pitter"):
        assert found("koordinator2", text) == []
        assert found("psykiatri", text) == []
    assert found("jobcenter", "thomas") == []
    assert found("projektleder", "asta") == []


@pytest.mark.parametrize("text", ["%", "_", "\\", "<script>", "😀", "'", "99999999999", "4294967296", "²"])
def test_odd_texts_find_nobody_and_break_nothing(found, text):
    assert found("koordinator", text) == []


@pytest.mark.parametrize("text", ["", "   ", "x" * 101, "a\x00b"])
def test_what_cannot_be_searched_is_said_by_the_field(cast, client_of, text):
    response = client_of(cast.koordinator).post("/soeg/", {"q": text})
    assert response.status_code == 422
    assert response.context["form"].errors["q"]
    assert response.context["hits"].rows == []


def test_the_text_stands_in_no_log_and_the_names_shown_do(cast, client_of, caplog):
    response = client_of(cast.koordinator).post("/soeg/", {"q": "Pilegaard"})
    assert events()[-1] == ("search", "overview:search", [cast.peter.pk], "given")
    assert "Pilegaard" not in caplog.text
    assert response.request["QUERY_STRING"] == ""


def test_a_participants_hits_are_as_narrow_as_the_list(cast, client_of):
    page = client_of(cast.jobcenter).post("/soeg/", {"q": "peter"}).content.decode()
    assert "Social indsats" in page
    for word in ("Kirsten", "Plan: aktiv", "Misbrug"):
        assert word not in page


def test_the_page_opens_without_a_search_and_refuses_who_has_no_list(cast, client_of):
    assert client_of(cast.koordinator).get("/soeg/?q=peter").context["hits"].rows == []
    assert client_of(cast.analytiker).post("/soeg/", {"q": "peter"}).status_code == 403
    assert events()[-1][3] == "denied"


@pytest.mark.parametrize("text", ["peter", "pitter", "4711", "qqqqqq"])
@pytest.mark.parametrize("name", ["koordinator", "jobcenter", "projektleder"])
def test_at_most_three_queries(cast, client_of, name, text):
    client = client_of(cast.user(name))
    client.post("/soeg/", {"q": text})
    with own_queries() as asked:
        client.post("/soeg/", {"q": text})
    assert len(asked) <= 3
