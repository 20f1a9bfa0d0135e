"""How people are named to a reader: nothing tells a participant that other organisations take part."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from citizens.access import Case


def shown_person(
    case: Case,
    *,
    name: str,
    organisation: str,
    organisation_id: Any,
    is_coordinator: bool = False,
    is_citizen: bool = False,
) -> tuple[str, str]:
    """The name and workplace `case`'s reader may see of somebody; the workplace is "" where it must not show.

    Rule: domain.md § 4, a participant learns of no other organisation. Coordinator and lead see everybody.
    """
    if is_citizen:
        return (name if case.in_team else _("The citizen")), ""
    if case.sees_workplace(organisation_id):
        return name, organisation
    if is_coordinator:
        return name, ""
    return _("Another in the network"), ""
