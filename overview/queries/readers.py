"""Who a paper is for, and what that reader may see: the same table part → rule as on screen.

A paper leaves the house: it never carries a protected address, and for an organisation it holds what its own
valid exchange consent covers on the day it is printed (domain.md §§ 4 and 5), whoever prints it.
"""

from __future__ import annotations

import dataclasses
import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Organisation, valid_on
from citizens.access import PART_RULES, Case, Opens, Relation, valid_cells
from citizens.enums import Part
from citizens.models import CareTeamMember
from core.dates import today
from core.models import Refused
from overview.access import variants_for
from plans.enums import PrintVariant


@dataclass(frozen=True)
class Reader:
    """The one the paper is made for: a case of their own, and how the paper speaks."""

    variant: PrintVariant
    case: Case
    organisation: Organisation | None = None

    @property
    def plain(self) -> bool:
        """The citizen's own copy: plain words, second person."""
        return self.variant == PrintVariant.CITIZEN

    @property
    def whole(self) -> bool:
        return self.variant == PrintVariant.WHOLE


def covered_organisations(case: Case) -> list[Organisation]:
    """The organisations a valid exchange consent of this citizen covers today, by name; for participants their own."""
    cells = valid_cells(today()).filter(consent__citizen=case.citizen)
    found = Organisation.objects.filter(pk__in=cells.values("organisation_id"))
    if not case.in_team:
        found = found.filter(pk__in=[place.organisation_id for place in case.places])
    return list(found.order_by("name", "id"))


def reader_of(case: Case, variant: PrintVariant, organisation_id: uuid.UUID | None = None) -> Reader:
    """The reader a paper is made for. Raises Refused when this user may not print it, or no consent covers anything."""
    if variant not in variants_for(case):
        raise Refused(_("You may not print this."), field="variant")
    if variant != PrintVariant.ORGANISATION:
        return Reader(variant, dataclasses.replace(case, readable=frozenset(PART_RULES)))
    organisation = next((row for row in covered_organisations(case) if row.pk == organisation_id), None)
    if organisation is None:
        raise Refused(
            _("No valid consent covers anything for this organisation today, so there is nothing to print for it."),
            field="organisation",
        )
    return Reader(variant, _case_of_organisation(case, organisation), organisation)


def _case_of_organisation(case: Case, organisation: Organisation) -> Case:
    """What somebody of this organisation is shown: no more than its cells, and none of the rights of who prints."""
    day = today()
    cells = list(
        valid_cells(day).filter(consent__citizen=case.citizen, organisation=organisation).select_related("consent")
    )
    opened = [cell for cell in cells if PART_RULES[Part(cell.part)] == Opens.BY_CONSENT]
    places = tuple(
        CareTeamMember.objects.filter(valid_on(day), citizen=case.citizen, organisation=organisation).order_by("id")
    )
    return Case(
        citizen=case.citizen,
        user=case.user,
        relation=Relation.PARTICIPANT,
        rights=frozenset(),
        readable=frozenset(Part(cell.part) for cell in opened),
        commentable=frozenset(),
        until=max(filter(None, (cell.consent.expires_on for cell in opened)), default=None),
        # An organisation may be named in a consent before one of its people has a place; its own name it may see.
        places=places or (CareTeamMember(citizen=case.citizen, organisation=organisation),),
        coordinator=case.coordinator,
        participation=case.participation,
    )
