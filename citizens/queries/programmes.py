"""Which programmes somebody enrols into, and what a programme asks."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.models import valid_on
from citizens.access import COORDINATING
from citizens.enums import Intensity
from citizens.models import CareTeamMember, Citizen, Criterion, Programme, ProgrammeLead, ScreeningAnswer
from core.danish import collate
from core.dates import today


def programmes_of(user: Any) -> list[Programme]:
    """The running programmes `user` takes in referrals for: those the user's workplace coordinates in today.

    A workplace that coordinates nobody yet is new: it may begin in any running programme.
    """
    day = today()
    running = Programme.objects.filter(valid_on(day)).order_by("name", "id")
    theirs = CareTeamMember.objects.filter(
        valid_on(day), citizen__programme=OuterRef("pk"), organisation=user.organisation, place__in=COORDINATING
    )
    # What colleagues coordinate in is asked of the database: their citizens are not this user's to see.
    with connection.cursor() as cursor:
        cursor.execute("select somv_programmes_of_workplace()")
        of_workplace = [key for (key,) in cursor.fetchall()]
    return list(running.filter(Q(Exists(theirs)) | Q(pk__in=of_workplace))) or list(running)


def criteria_of(programme: Programme, answered_by: Citizen | None = None) -> QuerySet[Criterion]:
    """The programme's criteria in their order; with a citizen those, too, that were answered and are retired since."""
    wanted = Q(in_use=True)
    if answered_by is not None:
        wanted |= Q(pk__in=ScreeningAnswer.objects.filter(screening__citizen=answered_by).values("criterion_id"))
    return Criterion.objects.filter(wanted, programme=programme).order_by("position", "id")


def all_programmes() -> list[Programme]:
    """Every programme in Danish order, those that run first, each with `runs` and `lead_names`; two queries."""
    day = today()
    now = ProgrammeLead.objects.filter(valid_on(day)).select_related("user").order_by("starts_on", "id")
    rows: list[Any] = list(Programme.objects.prefetch_related(Prefetch("leads", now)).order_by("id"))
    for row in rows:
        row.runs = row.starts_on <= day and (row.ends_on is None or row.ends_on > day)
        row.lead_names = [lead.user.name for lead in row.leads.all()]
    return sorted(rows, key=lambda row: (not row.runs, collate(row.name), str(row.pk)))


def settings_of(programme: Programme) -> dict[str, Any]:
    """What the page of a programme shows: criteria, leads now and later, leads before, quiet days by intensity."""
    leads = list(programme.leads.select_related("user").order_by("-starts_on", "id"))
    over = [row for row in leads if row.ends_on is not None and row.ends_on <= today()]
    return {
        "criteria": list(Criterion.objects.filter(programme=programme).order_by("-in_use", "position", "id")),
        "leads": [row for row in leads if row not in over],
        "earlier_leads": [row for row in over if row.ends_on != row.starts_on],
        "quiet_days": [(intensity.label, programme.quiet_days.get(intensity.value)) for intensity in Intensity],
    }
