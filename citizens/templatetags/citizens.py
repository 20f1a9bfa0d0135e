"""What the head of a citizen's pages asks for beyond what the door tells every template."""

from django import template

from citizens import queries
from citizens.access import Case

register = template.Library()


@register.simple_tag
def scope_line(case: Case) -> str:
    """The line that tells a participant what they see and why; "" for coordinator and lead."""
    return queries.scope_line(case)
