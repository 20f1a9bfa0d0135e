"""Finders hand an object of a citizen to the door, or say that it does not exist."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.http import Http404

from accounts.access import Found, Request, role_rights
from accounts.models import Organisation
from accounts.permissions import Permission
from audit.actions import Note
from citizens.access.case import case_of
from citizens.access.rows import lapsed_citizens, related_citizens
from citizens.access.rules import MERGED, Case
from citizens.enums import Part
from citizens.models import CareTeamMember, Citizen, Consent, ConsentScan, ConsentScope, Relative, Stay, ToDo


class CaseRequest(Request):
    """A request the door has let in to a citizen, for type annotations only: `case` is what may be seen of them."""

    case: Case
    access_note: Note


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
    """The case of a citizen this user may see. Raises Http404 for all others, existing or not.

    A record that was merged into another opens as that one's case, to read, and to coordinator and lead only: the
    door sends who asks for it by its address on to the kept one.
    """
    case = _case_of(user, citizen_id)
    if case is not None:
        return case
    kept: Any = Citizen.objects.filter(pk=citizen_id).values_list("merged_into", flat=True).first()
    case = _case_of(user, kept)
    if case is None or not case.in_team:
        raise Http404("citizen")
    return dataclasses.replace(case, rights=case.rights & MERGED)


def _case_of(user: Any, citizen_id: uuid.UUID) -> Case | None:
    merged = Citizen.objects.filter(merged_into=OuterRef("pk")).order_by("pk").values("pk")
    rows = related_citizens(user).filter(pk=citizen_id).select_related("programme", "signpost").order_by()
    citizen = next(iter(rows.annotate(merged_ids=ArraySubquery(merged))), None)
    return case_of(user, citizen) if citizen else None


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


def lapsed(user: Any, citizen_id: uuid.UUID) -> Found:
    """Finder: a citizen nobody reads any more, for the lead who takes in a new referral. Opens nothing of the case."""
    row = lapsed_citizens(user).filter(pk=citizen_id).first()
    if row is None:
        raise Http404("citizen")
    rights = frozenset({Permission.CASE_MERGE})  # without it there is no row
    return Found(row, rights, citizens=(row.pk,), programme_id=row.programme_id)


def owned(model: type[Any], part: Part) -> Any:
    """A finder for rows of a citizen that belong to `part`; the URL names the row by `pk`."""

    def find(user: Any, pk: uuid.UUID) -> Found:
        row = model.objects.filter(pk=pk).first()
        if row is None:
            raise Http404(model._meta.model_name)
        case = open_case(user, row.citizen_id)
        if not case.reads(part):
            raise Http404(model._meta.model_name)
        if row.citizen_id == case.citizen.pk:  # not of a merged record: it stays that one's
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


def scan(user: Any, pk: uuid.UUID) -> Found:
    """Finder: a scan, for those who may read the consent it belongs to."""
    row = ConsentScan.objects.select_related("consent").filter(pk=pk).first()
    if row is None:
        raise Http404("scan")
    given = consent(user, row.consent_id)
    row.consent = given.object
    return found(given.case, row, parts=[Part.CONSENT])


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
