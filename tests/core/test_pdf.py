"""Papers are tagged, Danish, in our own font, and take nothing from anywhere else."""

import io
import subprocess
import sys

import pypdf
import pytest

from core import pdf

ARTICLE = '<article class="paper" data-product="P" data-mark="Fortroligt" data-head="H" data-foot="F">{}</article>'


def document(body: str, head: str = "") -> str:
    return (
        f'<!doctype html><html lang="da"><head><meta charset="utf-8"><title>Prøve</title>'
        f'<meta name="author" content="Anna">{head}</head><body>{ARTICLE.format(body)}</body></html>'
    )


def read(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content))


def fonts(reader: pypdf.PdfReader) -> dict[str, bool]:
    """Name → embedded, of every font of the file."""
    found = {}
    for number in range(1, len(reader.xref[0]) + 1):
        thing = reader.get_object(number)
        if isinstance(thing, dict) and thing.get("/Type") == "/FontDescriptor":
            found[thing["/FontName"].split("+")[-1]] = any(key in thing for key in ("/FontFile2", "/FontFile3"))
    return found


def test_the_file_says_what_it_is() -> None:
    reader = read(pdf.render_pdf(document("<h1>Æøå</h1><p>Łódź</p>")))
    root = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("da", True)
    assert (reader.metadata.title, reader.metadata.author) == ("Prøve", "Anna")
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    text = reader.pages[0].extract_text()
    assert [word in text for word in ("Æøå", "Łódź", "Fortroligt", "side 1 af 1")] == [True] * 4


def test_plex_is_in_the_file() -> None:
    found = fonts(read(pdf.render_pdf(document("<h1>Æøå</h1><p>Almindelig <b>fed</b> <em>kursiv</em> Łódź</p>"))))
    assert found and all(found.values())
    assert {name for name in found if not name.startswith("IBM-Plex-Sans")} == set()


def test_the_same_text_gives_the_same_bytes() -> None:
    assert pdf.render_pdf(document("a")) == pdf.render_pdf(document("a"))
    assert pdf.render_pdf(document("a")) != pdf.render_pdf(document("b"))


ATTACKS = (
    "file:///etc/passwd",
    "FILE:///etc/passwd",
    "http://127.0.0.1:1/x.css",
    "https://example.invalid/x.css",
    "ftp://127.0.0.1/x",
    "../../somv/settings/base.py",
    "/etc/passwd",
    "static:../manage.py",
    "static:documents/../../manage.py",
    "static:documents/%2e%2e/%2e%2e/manage.py",
    "static:/etc/passwd",
    "static:documents",
    "STATIC:documents/paper.css",
    "jar:file:///etc/passwd!/",
)


@pytest.mark.parametrize("url", ATTACKS)
def test_the_fetcher_refuses(url: str) -> None:
    with pytest.raises(ValueError):
        pdf._fetcher().fetch(url)


def test_the_fetcher_gives_our_own_and_data() -> None:
    assert pdf._fetcher().fetch("static:documents/paper.css").read().startswith(b"/* The text of a paper")
    assert pdf._fetcher().fetch("data:text/plain,hej").read() == b"hej"


@pytest.mark.parametrize("url", ATTACKS)
def test_what_a_document_links_to_does_not_come_in(url: str) -> None:
    """Links, pictures, attachments and imports: a reference left in by mistake must not read the machine."""
    body = (
        f'<p>Brevet</p><img src="{url}" alt=""><object data="{url}"></object><embed src="{url}">'
        f'<svg><image href="{url}"/></svg><p style="background:url({url})"></p>'
        f'<a href="{url}" rel="attachment">x</a>'
    )
    head = f'<link rel="stylesheet" href="{url}"><link rel="attachment" href="{url}"><style>@import "{url}";</style>'
    reader = read(pdf.render_pdf(document(body, head)))
    assert "Brevet" in reader.pages[0].extract_text()
    assert reader.attachments == {}


def test_a_stylesheet_that_is_not_ours_is_an_error() -> None:
    with pytest.raises(pdf.NotOurs):
        pdf.render_pdf(document("a"), css=("../somv/settings/base.py",))


def test_importing_the_app_does_not_import_weasyprint() -> None:
    """It costs a second and 60 MB in every worker that never prints."""
    code = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'tests.settings'; import django; django.setup();"
        "import somv.urls, somv.wsgi; from django.urls import get_resolver; get_resolver().url_patterns;"
        "sys.exit('weasyprint' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
