"""Finders hand an object of a citizen to the door, or say that it does not exist."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.http import Http404

from accounts.access import Found, role_rights
from accounts.models import Organisation
from accounts.permissions import Permission
from citizens.access.case import case_of
from citizens.access.rows import reachable_citizens
from citizens.access.rules import Case
from citizens.enums import Part
from citizens.models import CareTeamMember, Consent, ConsentScope, Relative, Stay, ToDo


def found(case: Case, obj: Any, *, parts: Iterable[str] = (), rights: frozenset[Permission] | None = None) -> Found:
    """Hand `obj` of this case to the door. `rights` narrows further; it is never wider than the case's."""
    return Found(
        object=obj,
        rights=case.rights if rights is None else case.rights & rights,
        case=case,
        citizens=(case.citizen.pk,),
        programme_id=case.citizen.programme_id,
        parts=tuple(parts) or tuple(case.readable),
        basis=" ".join(case.basis),
    )


def open_case(user: Any, citizen_id: uuid.UUID) -> Case:
    """The case of a citizen this user may see. Raises Http404 for all others, existing or not."""
    citizen = reachable_citizens(user).select_related("programme", "signpost").filter(pk=citizen_id).first()
    case = case_of(user, citizen) if citizen else None
    if case is None:
        raise Http404("citizen")
    return case


def citizen(user: Any, citizen_id: uuid.UUID) -> Found:
    """Finder: the citizen."""
    case = open_case(user, citizen_id)
    return found(case, case.citizen)


def master(user: Any, citizen_id: uuid.UUID) -> Found:
    """Finder: the citizen with master data, referral and screening; for coordinator and lead only."""
    case = open_case(user, citizen_id)
    if not case.reads(Part.MASTER):
        raise Http404("citizen")
    return found(case, case.citizen, parts=[Part.MASTER])


def owned(model: type[Any], part: Part) -> Any:
    """A finder for rows of a citizen that belong to `part`; the URL names the row by `pk`."""

    def find(user: Any, pk: uuid.UUID) -> Found:
        row = model.objects.filter(pk=pk).first()
        if row is None:
            raise Http404(model._meta.model_name)
        case = open_case(user, row.citizen_id)
        if not case.reads(part):
            raise Http404(model._meta.model_name)
        row.citizen = case.citizen
        return found(case, row, parts=[part])

    return find


def network(user: Any, citizen_id: uuid.UUID) -> Found:
    """Finder: the citizen, for those who may read the network and the consents."""
    case = open_case(user, citizen_id)
    if not case.reads_all([Part.NETWORK, Part.CONSENT]):
        raise Http404("network")
    return found(case, case.citizen, parts=[Part.NETWORK, Part.CONSENT])


def consented(user: Any, citizen_id: uuid.UUID, organisation_id: uuid.UUID) -> Found:
    """Finder: an organisation that a consent of this citizen names and that has not been withdrawn."""
    given = network(user, citizen_id)
    cells = ConsentScope.objects.filter(ended_on__isnull=True, consent__withdrawn_on__isnull=True)
    organisation = Organisation.objects.filter(
        pk=organisation_id, pk__in=cells.filter(consent__citizen=given.object).values("organisation_id")
    ).first()
    if organisation is None:
        raise Http404("organisation")
    return found(given.case, organisation, parts=[Part.CONSENT])


place = owned(CareTeamMember, Part.NETWORK)
consent = owned(Consent, Part.CONSENT)
relative = owned(Relative, Part.NETWORK)
stay = owned(Stay, Part.NETWORK)


def todo(user: Any, todo_id: uuid.UUID) -> Found:
    """Finder: one's own to-do; for everybody else it does not exist. It opens nothing of the citizen it is about."""
    row = ToDo.objects.filter(pk=todo_id, owner=user.pk).first()
    if row is None:
        raise Http404("to-do")
    return Found(row, role_rights(user))
