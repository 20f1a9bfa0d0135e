"""Template tags of the design system: only what an include cannot do."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

SPRITE = "vendor/dkfds-11.2.0/img/all-svg-icons.svg"

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """One icon of the sprite. Without a label it is decoration (hidden from screen readers), with one it is an image.

    An icon never stands alone for a meaning: a word stands beside it, or is its label.
    """
    voice = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="{}" focusable="false" {}><use href="{}#{}"></use></svg>',
        f"icon-svg {css}".strip(),
        voice,
        static(SPRITE),
        name,
    )
