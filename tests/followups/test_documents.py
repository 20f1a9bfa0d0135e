"""The form on paper: the questions of the screen, nothing that tells who it is about."""

from __future__ import annotations

import html as markup
import io
from typing import Any

import pypdf
import pytest
from django.urls import reverse

from audit.models import AccessEvent
from core.dates import today
from followups.models import FollowUpAnswer
from tests.cast import Cast
from tests.factories import followups
from tests.followups.test_views_rounds import sent
from tests.roles import as_owner


def text_of(answer: Any) -> str:
    assert answer.headers["Content-Type"] == "application/pdf"
    reader = pypdf.PdfReader(io.BytesIO(answer.content))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def paper_url(cast: Cast) -> str:
    return reverse("followups:paper", args=[cast.peter.pk, cast.follow_up.pk])


@pytest.mark.parametrize("everything", [False, True])
def test_the_same_words_in_the_same_order_as_on_the_screen(cast, client_of, everything):
    if everything:
        followups.settings(cast.programme, who5=True, together=True, differently=True)
    client = client_of(cast.koordinator)
    screen = client.get(reverse("followups:answer", args=[cast.peter.pk, cast.follow_up.pk]))
    form = screen.context["form"]
    fields = [field for field in form if field.name != "mode"]  # a form on paper is a form
    told = [str(field.label) for field in fields]
    on_screen, on_paper = markup.unescape(screen.content.decode()), text_of(client.get(paper_url(cast)))
    for text in (on_screen, on_paper):
        ordered = _order(form)
        places = [text.index(label) for label in ordered]
        assert places == sorted(places), ordered
    assert [label for label in told if label not in on_paper] == []
    for field in fields:
        for _value, label in getattr(field.field, "choices", []):
            assert str(label) in on_paper
    assert ("WHO-5" in told) is False
    assert ("de sidste to uger" in on_paper) == everything


def _order(form: Any) -> list[str]:
    names = ["health", "satisfaction", "knows", "who5_1", "who5_5", "together", "differently", "answered_by", "proxy"]
    return [str(form[name].label) for name in [*names, "answered_on"] if name in form.fields]


def test_it_says_case_round_and_day_and_not_who(cast, client_of):
    answer = client_of(cast.koordinator).get(paper_url(cast))
    text = text_of(answer)
    assert "Sag 4711 · runde 3 · frist" in text
    known = (cast.peter.given_name, cast.peter.family_name, cast.peter.cpr[:6], cast.peter.address, "Kirsten")
    assert [word for word in known if word in text] == []
    assert answer.headers["Content-Disposition"] == 'inline; filename="opfoelgning-sag-4711-runde-3.pdf"'
    with as_owner():
        last = AccessEvent.objects.order_by("-at").first()
    assert (last.kind, last.outcome) == ("export", "given")


def test_in_danish_whoever_prints(cast, client_of):
    with as_owner():
        cast.koordinator.language = "en"
        cast.koordinator.save()
    text = text_of(client_of(cast.koordinator).get(paper_url(cast)))
    assert "Hvordan synes du, dit helbred er alt i alt?" in text and "Does not wish" not in text


def test_who_may_print(cast, client_of):
    told = {
        name: client_of(cast.user(name)).get(paper_url(cast)).status_code
        for name in ("koordinator", "projektleder", "laege", "rusmiddel", "koordinator2", "analytiker")
    }
    assert told == {
        "koordinator": 200, "projektleder": 403, "laege": 403, "rusmiddel": 404, "koordinator2": 404, "analytiker": 404
    }  # fmt: skip


def test_a_blank_one_for_the_programme(cast, client_of):
    url = reverse("followups:blank_paper", args=[cast.programme.pk])
    text = text_of(client_of(cast.projektleder).get(url))
    assert "Sag:" in text and "Runde:" in text and "4711" not in text
    assert (
        url
        in client_of(cast.projektleder).get(reverse("followups:programme", args=[cast.programme.pk])).content.decode()
    )
    other = reverse("followups:blank_paper", args=[cast.second_programme.pk])
    assert client_of(cast.projektleder).get(other).status_code == 404
    assert client_of(cast.koordinator).get(url).status_code == 404


def test_the_way_back_from_paper(cast, client_of):
    """From the tab: print it, take it along, enter it with the day it was answered."""
    client = client_of(cast.koordinator)
    tab = client.get(reverse("followups:rounds", args=[cast.peter.pk])).content.decode()
    where = reverse("followups:answer", args=[cast.peter.pk, cast.follow_up.pk])
    assert paper_url(cast) in tab and f"{where}?svar=papir" in tab
    form = client.get(f"{where}?svar=papir").context["form"]
    assert form["mode"].value() == "form"
    day = max(cast.follow_up.opens_on, cast.follow_up.due_on)
    day = min(day, today())
    client.post(where, sent(mode="form", answered_on=day.isoformat()))
    stored = FollowUpAnswer.objects.get(follow_up=cast.follow_up)
    assert (stored.mode, stored.answered_on) == ("form", day)
