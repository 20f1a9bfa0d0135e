"""Working out a case: two queries, whoever asks."""

from __future__ import annotations

from datetime import date
from operator import attrgetter, itemgetter
from typing import Any

from django.db.models import Q

from accounts.access import role_rights
from accounts.enums import Role
from accounts.models import valid_on
from accounts.permissions import Permission
from citizens.access.rows import COORDINATING, ENROLLING_STAGES, GRACE, PARTICIPATING
from citizens.access.rules import (
    AFTER,
    ENROLLING,
    ENROLLING_PARTS,
    PART_RULES,
    PARTNER_RIGHTS,
    READING,
    VOIDED,
    Case,
    Opens,
    Relation,
)
from citizens.enums import CONSENTABLE, ConsentKind, Level, Part, Place, Stage, WithdrawnHow
from citizens.models import CareTeamMember, Citizen, Consent
from core.dates import today


def case_of(user: Any, citizen: Citizen) -> Case | None:
    """What `user` may do about a citizen that is visible to them. Two queries. None if nothing is open."""
    day = today()
    places = CareTeamMember.objects.filter(Q(user=user) | Q(place=Place.COORDINATOR), valid_on(day), citizen=citizen)
    rows = sorted(places.select_related("organisation").order_by(), key=attrgetter("starts_on", "pk"))
    consents = _consents(citizen)
    coordinator = next((row for row in rows if row.place == Place.COORDINATOR), None)
    mine = tuple(row for row in rows if row.user_id == user.pk and row.organisation == user.organisation)
    if user.role == Role.LEAD:
        return _team_case(user, citizen, Relation.LEAD, mine, coordinator, consents, day)
    if user.role == Role.COORDINATOR and any(row.place in COORDINATING for row in mine):
        case = _team_case(user, citizen, Relation.COORDINATOR, mine, coordinator, consents, day)
        if case is not None:
            return case
    mine = tuple(row for row in mine if row.place in PARTICIPATING)
    if not mine or citizen.voided or citizen.stage == Stage.LEFT:
        return None
    return _participant_case(user, citizen, mine, coordinator, consents, day)


def _consents(citizen: Citizen) -> list[dict[str, Any]]:
    rows: Any = (
        Consent.objects.filter(citizen=citizen)
        .order_by()
        .values(
            "id", "kind", "given_on", "expires_on", "withdrawn_on", "withdrawn_how",
            "scopes__organisation_id", "scopes__part", "scopes__level", "scopes__ended_on",
        )
    )  # fmt: skip
    return sorted(rows, key=itemgetter("given_on", "id"))


def _is_valid(row: dict[str, Any], day: date) -> bool:
    return (
        row["withdrawn_on"] is None
        and row["given_on"] <= day
        and (row["expires_on"] is None or day < row["expires_on"])
    )


def is_taking_part(citizen: Citizen) -> bool:
    """Whether the participation consent is valid today; one withdrawn lately is not. One query."""
    day = today()
    return any(_is_valid(row, day) for row in _consents(citizen) if row["kind"] == ConsentKind.PARTICIPATION)


def _may_still_close(citizen: Citizen, participation: list[dict[str, Any]], day: date) -> bool:
    """The same rule as `rows._participates`: withdrawn less than 30 days ago, and the case is not closed."""
    said = [row["withdrawn_on"] for row in participation if row["withdrawn_how"] != WithdrawnHow.MERGED]
    recent = any(withdrawn_on and withdrawn_on > day - GRACE for withdrawn_on in said)
    return recent and citizen.stage != Stage.LEFT and citizen.signpost.plan_state != "closed"


def _team_case(
    user: Any,
    citizen: Citizen,
    relation: Relation,
    mine: tuple[CareTeamMember, ...],
    coordinator: CareTeamMember | None,
    consents: list[dict[str, Any]],
    day: date,
) -> Case | None:
    participation = [row for row in consents if row["kind"] == ConsentKind.PARTICIPATION]
    exchange = [row for row in consents if row["kind"] == ConsentKind.EXCHANGE and _is_valid(row, day)]
    rights, parts = role_rights(user), frozenset(PART_RULES)
    if any(_is_valid(row, day) for row in participation):
        state, commentable = "valid", frozenset(CONSENTABLE)
    elif citizen.stage in ENROLLING_STAGES and relation == Relation.COORDINATOR:
        state, commentable = "none", frozenset()
        if _may_still_close(citizen, participation, day):  # said yes and no again while being enrolled
            rights &= ENROLLING | READING
        else:
            rights, parts = rights & ENROLLING, ENROLLING_PARTS
    elif _may_still_close(citizen, participation, day):
        state, rights, commentable = "withdrawn", rights & READING, frozenset()
    else:
        return None  # seen through another place of theirs, if at all
    rights = _narrowed(rights, citizen, relation, mine)
    basis = tuple(f"place:{row.pk}" for row in mine) or (str(relation),)
    return Case(
        citizen=citizen, user=user, relation=relation, rights=rights, readable=parts,
        commentable=commentable if relation == Relation.COORDINATOR else frozenset(),
        places=mine, coordinator=coordinator, participation=state,
        consent_until=max((row["expires_on"] for row in exchange), default=None), basis=basis,
    )  # fmt: skip


def _narrowed(
    rights: frozenset[Permission], citizen: Citizen, relation: Relation, mine: tuple[CareTeamMember, ...]
) -> frozenset[Permission]:
    """Less where the citizen has left or was entered by mistake; a co-coordinator does not hand the citizen over."""
    if citizen.voided:
        return rights & VOIDED
    if citizen.stage == Stage.LEFT:
        rights &= AFTER
    if relation == Relation.COORDINATOR and not any(row.place == Place.COORDINATOR for row in mine):
        rights -= {Permission.CASE_HANDOVER}
    return rights


def _participant_case(
    user: Any,
    citizen: Citizen,
    mine: tuple[CareTeamMember, ...],
    coordinator: CareTeamMember | None,
    consents: list[dict[str, Any]],
    day: date,
) -> Case | None:
    cells = [
        row
        for row in consents
        if row["kind"] == ConsentKind.EXCHANGE
        and _is_valid(row, day)
        and row["scopes__organisation_id"] == user.organisation.pk
        and row["scopes__ended_on"] is None
        and PART_RULES[Part(row["scopes__part"])] == Opens.BY_CONSENT
    ]
    if not cells:
        return None
    comment = frozenset(Part(row["scopes__part"]) for row in cells if row["scopes__level"] == Level.COMMENT)
    return Case(
        citizen=citizen, user=user, relation=Relation.PARTICIPANT, rights=role_rights(user) & PARTNER_RIGHTS,
        readable=frozenset(Part(row["scopes__part"]) for row in cells), commentable=comment,
        until=max(row["expires_on"] for row in cells), places=mine, coordinator=coordinator, participation="valid",
        basis=(*(f"place:{row.pk}" for row in mine), *sorted({f"consent:{row['id']}" for row in cells})),
    )  # fmt: skip
