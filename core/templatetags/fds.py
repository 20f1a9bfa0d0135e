"""Template tags of the design system: only what an include cannot do."""

import uuid
from datetime import date, datetime
from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from core import addresses

SPRITE = "vendor/dkfds-11.2.0/img/all-svg-icons.svg"

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """One icon of the sprite. Without a label it is decoration (hidden from screen readers), with one it is an image.

    An icon never stands alone for a meaning: a word stands beside it, or is its label.
    """
    if label:
        return _drawn(name, format_html('role="img" aria-label="{}"', label), css)
    return _decoration(name, css)


@lru_cache(maxsize=256)
def _decoration(name: str, css: str) -> SafeString:
    """A page has a hundred of them, of a dozen kinds."""
    return _drawn(name, SafeString('aria-hidden="true"'), css)


def _drawn(name: str, voice: SafeString, css: str) -> SafeString:
    return format_html(
        '<svg class="{}" focusable="false" {}><use href="{}#{}"></use></svg>',
        f"icon-svg {css}".strip(),
        voice,
        static(SPRITE),
        name,
    )


@register.simple_tag
def address(name: str, key: uuid.UUID) -> SafeString:
    """As `{% url name key %}` of an address with one key, for rows that stand on a page a hundred times."""
    return SafeString(addresses.address(name, key))


@register.simple_tag
def opens(name: str, key: uuid.UUID, slot: str, of: uuid.UUID | None = None, asked: str = "") -> SafeString:
    """The attributes of a link to the address `name` of `key`: with scripts it opens in the place of `#slot-key` (or of
    `#slot-of`), without them as a page of its own. `asked` is the parameter that names `of`."""
    url = conditional_escape(addresses.address(name, key) + (f"?{asked}={of}" if asked else ""))
    where = conditional_escape(f"#{slot}-{of or key}")
    return SafeString(f'href="{url}" hx-get="{url}" hx-target="{where}" hx-swap="outerHTML"')


_ICON_OF = {"ok": "check", "busy": "sync", "warn": "warning", "stop": "error", "off": "minus"}


@register.simple_tag
def tone_icon(tone: str) -> SafeString:
    """The icon of a status of this tone."""
    return _decoration(_ICON_OF.get(tone, "time"), "")


@register.simple_tag
@lru_cache(maxsize=256)
def options(choices: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    """The options of a select that stands in many rows; `choices` are values and words in the reader's language."""
    mark = {chosen: SafeString(" selected")}
    rows = ((value, mark.get(value, ""), word) for value, word in choices)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)


@register.simple_tag
def status(word: str, tone: str = "", icon_name: str = "") -> SafeString:
    """A status: word + icon + colour, readable in black and white. `tone`: ok | busy | wait | warn | stop | off."""
    said = str(word)
    # A safe text equals an unsafe one of the same letters: only unsafe ones may be kept.
    draw = _chip if isinstance(said, SafeString) else _kept_chip
    return draw(said, tone or "wait", icon_name or _ICON_OF.get(tone, "time"))


def _chip(word: str, tone: str, icon_name: str) -> SafeString:
    drawn = _decoration(icon_name, "")
    return format_html('<span class="chip chip--{}">{}<span>{}</span></span>', tone, drawn, word)


_kept_chip = lru_cache(maxsize=256)(_chip)  # a list has fifty of them, of a handful of kinds


@register.filter(expects_localtime=True)
def day(value: date | None) -> str:
    """The date as `date:"DATE_FORMAT"` writes it. A list has a hundred, of which many are alike."""
    if not value:
        return ""
    return _day(value.date() if isinstance(value, datetime) else value, get_language())


@lru_cache(maxsize=4096)
def _day(value: date, language: str | None) -> str:
    return date_format(value, "DATE_FORMAT")
