"""HTML to PDF reaches neither the network nor a file, and ends: a collector listens, and a process is held short."""

import io
import json
import subprocess
import sys

import pypdf
import pytest
from django.conf import settings

from citizens.access import open_case
from core import pdf
from overview.documents import plan_document, plan_pdf
from plans.enums import PrintVariant
from tests.attack.payloads import fill_texts

pytestmark = pytest.mark.django_db

# What a text could hold that a renderer would fetch, with the collector's address and a file's.
FETCHING = (
    '<img src="{url}">', '<link rel="stylesheet" href="{url}">', '<p style="background:url({url})">x</p>',
    '<object data="{url}"></object>', '<embed src="{url}">', '<iframe src="{url}"></iframe>',
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="{url}"/><use href="{url}#a"/></svg>',
    '<style>@import "{url}"; @font-face {{ font-family: a; src: url({url}) }} p {{ font-family: a }}</style>',
    '<a rel="attachment" href="{url}">x</a>', '<link rel="attachment" href="{url}">', '<base href="{url}">',
    '<meta http-equiv="refresh" content="0; url={url}">', '<video src="{url}" poster="{url}"></video>',
    '<ul style="list-style-image:url({url})"><li>x</ul>', '<p style="content:url({url})">x</p>',
)  # fmt: skip


def _addresses(host):
    return (f"http://{host}/a", f"//{host}/b", f"HTTP://{host}/c", "file:///etc/passwd", f"ftp://{host}/d")


def test_the_collector_notes_a_knock(collector):
    """Zero hits mean something only if one would be counted."""
    import urllib.request

    host, hits = collector
    urllib.request.urlopen(f"http://{host}/x", timeout=5).close()
    assert hits == ["/x"]


def test_a_document_that_asks_for_everything_gets_nothing(collector):
    """Even if a text came in unescaped: the renderer's own fetcher is the second wall."""
    host, hits = collector
    body = "".join(text.format(url=url) for url in _addresses(host) for text in FETCHING)
    html = f'<!doctype html><html lang="da"><head><title>x</title></head><body><article>Brevet {body}</article></body>'
    read = pypdf.PdfReader(io.BytesIO(pdf.render_pdf(html)))
    assert hits == []
    assert read.attachments == {}
    assert "root:" not in "".join(page.extract_text() for page in read.pages)


def test_papers_made_of_such_texts_fetch_nothing_and_print_them_as_they_were_typed(cast, collector):
    """Every text of Peter's case holds one: the plan and a participant's extract show the letters, and no more."""
    host, hits = collector
    urls = _addresses(host)
    fill_texts([text.format(url=urls[number % len(urls)]) for number, text in enumerate(FETCHING)])
    case = open_case(cast.koordinator, cast.peter.pk)
    plan = case.citizen.plans.get(pk=cast.plan.pk)
    document = plan_document(plan, case, variant=PrintVariant.WHOLE)
    content, _hash = plan_pdf(document)
    read = pypdf.PdfReader(io.BytesIO(content))
    said = "".join(page.extract_text() for page in read.pages)
    assert hits == []
    assert read.attachments == {}
    assert host in said and "root:" not in said
    links = [
        note.get_object().get("/A", {}).get("/URI", "") for page in read.pages for note in page.get("/Annots", []) or []
    ]
    assert [link for link in links if host in str(link) or "file:" in str(link)] == []


BOMB = """
import os, sys, json, resource, time
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
import django; django.setup()
from core import pdf
text = "Borgeren har sagt, at det er godt, og at det skal blive ved. "
kinds = {
    "texts": lambda n: ("<p>" + text * 300 + "</p>") * (n // (len(text) * 300)),
    "word": lambda n: "<p>" + "x" * n + "</p>",
    "nested": lambda n: "<div>" * (n // 11) + "</div>" * (n // 11),
    "cells": lambda n: "<table>" + "<tr><td>a</td></tr>" * (n // 20) + "</table>",
}
html = '<!doctype html><html lang="da"><head><title>x</title></head><body>' + kinds[sys.argv[1]](int(sys.argv[2]))
try:
    ended = len(pdf.render_pdf(html)) and "printed"
except pdf.TooLong:
    ended = "refused"
# Its own peak: `ru_maxrss` would carry over that of the large process it was forked from.
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps([ended, int(peak.split()[1]) // 1024]))
"""


def _bomb(kind, size):
    """How a paper of `size` characters ended, and the megabytes it took at most; 30 s of processor are all it has."""
    done = subprocess.run(
        [sys.executable, "-c", BOMB, kind, str(size)],
        capture_output=True, text=True, check=False, cwd=settings.BASE_DIR,
    )  # fmt: skip
    assert done.returncode == 0, (kind, done.returncode, done.stderr[-500:])
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("kind", ["texts", "word", "nested", "cells"])
def test_a_megabyte_is_refused_before_it_is_laid_out(kind):
    ended, megabytes = _bomb(kind, 1_100_000)
    assert (ended, megabytes < 512) == ("refused", True)


def test_the_longest_plan_ends_within_what_it_is_given():
    """What the plan's own limit lets through, in texts of the longest kind a form takes."""
    ended, megabytes = _bomb("texts", 300_000)
    assert (ended, megabytes < 512) == ("printed", True)
