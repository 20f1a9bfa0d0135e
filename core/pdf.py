"""HTML to PDF: tagged (PDF/UA-1), with our own fonts, and nothing fetched from anywhere.

WeasyPrint is imported here only, and only when something is printed: it costs a second and 60 MB, and no page
on screen needs it. Its own fetcher reads `file://` and the network; ours serves `data:` and the files named below.
"""

from __future__ import annotations

import atexit
import hashlib
import logging
import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

SCHEME = "static:"
PAPER = ("documents/paper.css", "documents/page.css")  # the text, then the sheet it lies on
VARIANT = "pdf/ua-1"
_PLEX = "vendor/ibm-plex-sans-5.3.0/ibm-plex-sans-{subset}-{weight}-{style}.woff2"
_FACES = ((400, "normal"), (400, "italic"), (600, "normal"), (700, "normal"))
_SUBSETS = ("latin", "latin-ext")
_TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}

# One at a time in a process: Pango's font map behind the shared FontConfiguration is not made for threads.
_one_at_a_time = threading.Lock()


LONGEST = 800_000  # characters of one HTML, some 250 pages: the last wall; each paper sets less, and says so in words


class TooLong(SuspiciousOperation):
    """More than a paper of this product can be. Nothing was laid out; the person is told that it cannot be done."""


class NotOurs(ValueError):
    """A document asked for something that is not one of our own named files."""


@cache
def named_files() -> dict[str, Path]:
    """Name → file of all that a document may use. Looked up by the exact name, so no path can be walked."""
    root = Path(settings.BASE_DIR) / "static"
    fonts = [_PLEX.format(subset=s, weight=w, style=style) for s in _SUBSETS for w, style in _FACES]
    papers = [path.relative_to(root).as_posix() for path in sorted((root / "documents").glob("*.*"))]
    return {name: root / name for name in (*fonts, *papers)}


@cache
def named_file(name: str) -> bytes:
    """The bytes of one of our own named files, kept in memory. Raises NotOurs for every other name."""
    path = named_files().get(name)
    if path is None:
        raise NotOurs(name)
    return path.read_bytes()


@cache
def _fetcher() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFilesOnly(URLFetcher):
        """`static:<name>` from memory, `data:` as it is; everything else is refused."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith(SCHEME):
                name = url.removeprefix(SCHEME)
                body = named_file(name)
                return URLFetcherResponse(url, body, {"Content-Type": _TYPES.get(Path(name).suffix, "text/plain")})
            return super().fetch(url, headers)

    return OwnFilesOnly(allowed_protocols=["data"], allow_redirects=False)


def _font_faces() -> str:
    rule = '@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style}; src: url("{url}") }}'
    families = {"latin": "IBM Plex Sans", "latin-ext": "IBM Plex Sans Ext"}
    return "\n".join(
        rule.format(
            family=families[subset],
            weight=weight,
            style=style,
            url=SCHEME + _PLEX.format(subset=subset, weight=weight, style=style),
        )
        for subset in _SUBSETS
        for weight, style in _FACES
    )


@cache
def _fonts() -> tuple[FontConfiguration, CSS]:
    """Plex, unpacked once in a process."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    for chatty in ("weasyprint.progress", "fontTools"):  # a line for each step of each paper
        logging.getLogger(chatty).setLevel(logging.WARNING)
    atexit.register(_forget)  # its folder of unpacked fonts goes while Python can still remove folders
    configuration = FontConfiguration()
    faces = CSS(string=_font_faces(), font_config=configuration, url_fetcher=_fetcher())
    return configuration, faces


def _forget() -> None:
    _stylesheet.cache_clear()
    _fonts.cache_clear()


@cache
def _stylesheet(name: str) -> CSS:
    from weasyprint import CSS

    return CSS(string=named_file(name).decode(), font_config=_fonts()[0], url_fetcher=_fetcher())


class Paper:
    """One document laid out on its pages, not yet written. Laying out is most of the work.

    Papers can be bound together: page numbers stay each paper's own, links and bookmarks go across all of them.
    """

    def __init__(self, html: str, css: Sequence[str], rules: str) -> None:
        if len(html) > LONGEST:
            raise TooLong(len(html))
        self.digest = hashlib.sha256((rules + html).encode()).hexdigest()
        with _one_at_a_time:
            from weasyprint import CSS, HTML

            configuration, faces = _fonts()
            own = [CSS(string=rules, font_config=configuration, url_fetcher=_fetcher())] if rules else []
            self._document = HTML(string=html, url_fetcher=_fetcher()).render(
                stylesheets=[faces, *(_stylesheet(name) for name in css), *own],
                font_config=configuration,
                pdf_variant=VARIANT,
            )

    @property
    def pages(self) -> int:
        return len(self._document.pages)

    def pdf(self, *more: Paper) -> bytes:
        """This paper, and bound behind it `more`. Title and author are the first one's."""
        bound = [self, *more]
        pages = [page for paper in bound for page in paper._document.pages]
        digests = [paper.digest for paper in bound]
        identifier = digests[0] if not more else hashlib.sha256("".join(digests).encode()).hexdigest()
        with _one_at_a_time:
            document = self._document.copy(pages)
            return document.write_pdf(pdf_variant=VARIANT, pdf_identifier=identifier[:32].encode())


def lay_out(html: str, *, css: Sequence[str] = PAPER, rules: str = "") -> Paper:
    """Lay a whole HTML document out. `rules` is CSS of this one paper. Raises what `render_pdf` raises."""
    return Paper(html, css, rules)


def render_pdf(html: str, *, css: Sequence[str] = PAPER) -> bytes:
    """The PDF of a whole HTML document (`<html lang>`, `<title>` and `<meta name="author">` become its own).

    `css` names files of `static/documents/`; raises NotOurs if there is none of that name, TooLong for more than a
    paper can be. What the document itself links to and is not ours is left out. The same HTML gives the same bytes, so
    a copy can be recognised.
    """
    return lay_out(html, css=css).pdf()
