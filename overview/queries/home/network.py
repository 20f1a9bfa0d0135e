"""What is no longer open to a participant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.models import valid_on
from citizens.access import PARTICIPATING, visible_citizens
from citizens.enums import ConsentKind, Place
from citizens.models import CareTeamMember, ConsentScope
from core.dates import today
from overview.queries.home.citizens import WARN


@dataclass(frozen=True)
class Lost:
    """A case that was open to somebody and is not any more: its number, never a name."""

    case_number: int
    coordinator: str
    phone: str


def lost_access(user: Any) -> list[Lost]:
    """Cases `user` has a place in, that a consent once opened to the workplace and none does now.

    domain.md § 4. A place that has ended is told of for 30 days. Where nothing ever was open, nothing has ceased.
    """
    day = today()
    # A merged record's consents have moved to the kept one, and its coordinator is whom to call (ADR 0016).
    record = Coalesce(OuterRef("citizen__merged_into"), OuterRef("citizen"))
    once = ConsentScope.objects.filter(
        consent__citizen=record, consent__kind=ConsentKind.EXCHANGE, consent__given_on__lte=day,
        organisation=OuterRef("organisation"),
    )  # fmt: skip
    coordinator = CareTeamMember.objects.filter(valid_on(day), citizen=record, place=Place.COORDINATOR).order_by(
        "starts_on"
    )
    rows = (
        CareTeamMember.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=day), user=user, place__in=PARTICIPATING, starts_on__lte=day
        )
        .filter(Exists(once))
        .exclude(citizen__in=visible_citizens(user).order_by().values("pk"))
        .annotate(
            name_of=Subquery(coordinator.values("name")[:1]),
            phone_of=Subquery(coordinator.values("phone")[:1]),
            own_phone=Subquery(coordinator.values("user__phone")[:1]),
        )
        .order_by("citizen__case_number")
        .values_list("citizen__case_number", "name_of", "phone_of", "own_phone")
        .distinct()
    )
    lost = {Lost(number, name or "", phone or own or "") for number, name, phone, own in rows}
    return sorted(lost | set(_of_ended_places(user)), key=lambda row: row.case_number)


def _of_ended_places(user: Any) -> list[Lost]:
    """Where one's place has ended one sees nothing of the case any more: the database tells the number and whom to
    call. Left out is what is open through another place."""
    with connection.cursor() as cursor:
        cursor.execute("select * from somv_ended_places(%s)", [today() - WARN])
        rows = cursor.fetchall()
    if not rows:
        return []
    seen = set(visible_citizens(user).filter(pk__in=[row[0] for row in rows]).values_list("pk", flat=True))
    return [Lost(number, name or "", phone) for citizen, number, name, phone in rows if citizen not in seen]
