"""The help: each role finds its own tasks first, every picture is there, and every link may be followed."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from accounts.enums import Role
from tracks.enums import Attainment

PEOPLE = {
    "koordinator": ("Koordinator", "Bed om samtykke, og åbn planen for andre"),
    "jobcenter": ("Netværksdeltager", "Meld, hvordan det går"),
    "projektleder": ("Projektleder", "Overdrag mellem koordinatorer"),
    "analytiker": ("Analytiker", "Hvad der er i dag"),
    "logkontrol": ("Logkontrol", "Er loggen hel?"),
    "admin": ("Administrator", "Invitér en person"),
}
LARGEST = 1_500_000  # bytes of all pictures together


def help_page(client, **asked) -> str:
    answer = client.get(reverse("overview:help"), asked)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def body(page: str) -> str:
    return page.split('<div class="help">')[1].split("</main>")[0]


def links(text: str) -> list[str]:
    return re.findall(r'href="([^"]+)"', text)


@pytest.mark.parametrize("name", PEOPLE)
def test_each_finds_the_own_role_first_and_its_tasks(cast, client_of, name):
    word, task = PEOPLE[name]
    page = help_page(client_of(cast.user(name)))
    tabs = re.findall(r'class="tab-button"( aria-current="page")?><span>([^<]+)<', page)
    assert tabs[0] == (' aria-current="page"', word)
    assert sorted(label for _current, label in tabs) == sorted(word for word, _task in PEOPLE.values())
    assert f"<h2>{task}</h2>" in page
    assert reverse("overview:help") in links(page.split("</header>")[0])
    assert reverse("overview:help") in links(page.split("<footer")[1])


@pytest.mark.parametrize("name", PEOPLE)
def test_what_the_contents_name_stands_below(cast, client_of, name):
    text = body(help_page(client_of(cast.user(name))))
    contents = re.findall(r'<li><a href="#([^"]+)">([^<]+)</a>', text)
    assert contents == re.findall(r'<section class="help__task" id="([^"]+)"><h2>([^<]+)</h2>', text)
    assert len(contents) == len(set(contents)) > 1


@pytest.mark.parametrize("name", PEOPLE)
def test_every_link_leads_where_the_role_may_go(cast, client_of, name):
    client = client_of(cast.user(name))
    led = [link for link in links(body(help_page(client))) if not link.startswith("#")]
    assert len(led) > 2
    assert {link: client.get(link).status_code for link in led} == dict.fromkeys(led, 200)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("role", Role)
def test_every_picture_is_there_with_its_words(cast, client_of, role, language):
    cast.admin.language = language
    cast.admin.save()
    pictures = re.findall(
        r'<img src="/static/([^"]+)" alt="([^"]+)"', help_page(client_of(cast.admin), rolle=role.value)
    )
    assert bool(pictures) == (role not in (Role.ANALYST, Role.AUDITOR))
    assert [name for name, _alt in pictures if not finders.find(name)] == []
    assert all(len(alt) > 20 for _name, alt in pictures)


def test_another_role_s_page_shows_its_tasks_and_leads_nowhere(cast, client_of):
    page = help_page(client_of(cast.jobcenter), rolle="coordinator")
    assert "<h2>Bed om samtykke, og åbn planen for andre</h2>" in page
    assert "Denne side er for rollen Koordinator." in page
    own = {reverse("accounts:account"), reverse("mfa_index")}
    assert {link for link in links(body(page)) if not link.startswith("#")} == own


def test_an_unknown_role_is_one_s_own(cast, client_of):
    client = client_of(cast.jobcenter)
    assert body(help_page(client, rolle="../home")) == body(help_page(client))


def test_the_pictures_are_small_and_none_is_left_over():
    folder = finders.find("help")
    files = list(Path(folder).iterdir())
    templates = Path(__file__).resolve().parents[2] / "templates" / "overview" / "help"
    named = {name for path in templates.glob("*.html") for name in re.findall(r"help/([\w-]+\.webp)", path.read_text())}
    assert {path.name for path in files} == named
    assert sum(path.stat().st_size for path in files) < LARGEST


def test_each_word_for_how_far_a_goal_is_has_its_meaning(cast, client_of):
    text = body(help_page(client_of(cast.koordinator))).split('id="attainment"')[1].split("</section>")[0]
    meant = re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", text)
    assert [word for word, _meaning in meant] == [str(value.label) for value in Attainment]
    assert len({meaning for _word, meaning in meant}) == len(Attainment)
