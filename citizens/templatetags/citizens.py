"""What the head of a citizen's pages asks for beyond what the door tells every template."""

from typing import Any

from django import template

from citizens import queries
from citizens.access import Case

register = template.Library()


@register.simple_tag
def citizen_head(case: Case, tab: str = "") -> dict[str, Any]:
    """The head as this reader may see it; `tab` is the key of the page one is on."""
    return queries.head(case, tab)
