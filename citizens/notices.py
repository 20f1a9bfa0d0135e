"""What people are told of by themselves about consents and emergency access.

Each kind is a value; `somv/wiring.py` puts them together."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citizens.access import valid_consent
from citizens.enums import ConsentKind
from citizens.models import Citizen, Consent, EmergencyAccess
from citizens.models.emergency import OPENED_NOTICE, REMIND_AFTER
from citizens.queries.ending import WARN, ending_cells
from citizens.queries.told import coordinators_of, leads_of
from core.dates import danish_date, midnight
from core.outbox import Due, Kind, Told

NAME = "consent-ends"
Key = tuple[uuid.UUID, str]
_SEALED = tuple(f"citizen__{name}" for name in ("cpr", "address", "phone"))  # unsealing costs


def find(now: datetime) -> Iterator[Due]:
    """Citizens of whom something is open for 30 days more at most: once for each day on which something ends.

    Only those with a consent that ends in this time are looked at, by its index.
    """
    day = danish_date(now)
    soon = Consent.objects.filter(
        kind=ConsentKind.EXCHANGE, withdrawn_on__isnull=True, expires_on__gt=day, expires_on__lte=day + WARN
    )
    found: dict[Key, date] = {}
    for row in ending_cells(day, consent__citizen__in=soon.order_by().values("citizen_id")):
        key = row["consent__citizen_id"], f"ends-{row['until']}"
        found[key] = max(row["until"] - WARN, row["given"], found.get(key, date.min))
    for (about, occasion), since in found.items():
        yield Due(about, occasion, midnight(since))


def judge(keys: Collection[Key], now: datetime) -> Mapping[Key, Told]:
    """Who coordinates now; nobody when it was renewed, or there is no plan that needs it. Three queries."""
    day = danish_date(now)
    rows = Citizen.objects.filter(under_way(day), pk__in={about for about, _occasion in keys})
    numbers = dict(rows.order_by("pk").values_list("pk", "case_number"))
    ending = {
        (row["consent__citizen_id"], f"ends-{row['until']}"): row["until"]
        for row in ending_cells(day, consent__citizen__in=list(numbers))
    }
    coordinators = coordinators_of(numbers, day)
    told = {}
    for about, occasion in keys:
        if (until := ending.get((about, occasion))) is not None:
            people, path = coordinators.get(about, ()), reverse("citizens:network", args=[about])
            told[about, occasion] = Told(people, _line(until), path, str(numbers[about]))
    return told


def under_way(day: date, prefix: str = "") -> Q:
    """Citizens who take part on `day` and whose plan is a draft or active; `prefix` leads to them ("citizen__")."""
    yes = Consent.objects.filter(
        valid_consent(day), citizen=OuterRef(f"{prefix}pk" if prefix else "pk"), kind=ConsentKind.PARTICIPATION
    )
    open_plan = Q(**{f"{prefix}voided": False}) & ~Q(**{f"{prefix}signpost__plan_state__in": ["", "closed"]})
    return open_plan & Q(Exists(yes))


def _said(until: date) -> str:
    return _("A consent to exchange information ends on %(day)s.") % {"day": date_format(until, "DATE_FORMAT")}


_line = lazy(_said, str)  # once: each call of `lazy` makes a class


CONSENT_ENDS = Kind(NAME, gettext_lazy("Consent that ends"), judge=judge, find=find)


def judge_opened(keys: Collection[Key], now: datetime) -> Mapping[Key, Told]:
    """Emergency access was opened: who coordinates and who leads now. Three queries."""
    day = danish_date(now)
    rows = _emergencies(keys)
    coordinators = coordinators_of({row.about for row in rows.values()}, day)
    leads = leads_of({row.citizen.programme_id for row in rows.values()}, day)
    line = gettext_lazy("Emergency access has been opened to the case.")
    told = {}
    for about, occasion in keys:
        if (row := rows.get(about)) is not None:
            people = (*coordinators.get(row.about, ()), *leads.get(row.citizen.programme_id, ()))
            others = tuple(dict.fromkeys(person for person in people if person != row.user_id))
            told[about, occasion] = Told(others, line, reverse("overview:home"), str(row.citizen.case_number))
    return told


def find_unreviewed(now: datetime) -> Iterator[Due]:
    """Uses of emergency access that nobody has reviewed within a week: once each."""
    rows = EmergencyAccess.objects.filter(reviewed_at__isnull=True, opened_at__lte=now - REMIND_AFTER)
    for pk, opened_at in rows.order_by("opened_at", "pk").values_list("pk", "opened_at").iterator():
        yield Due(pk, "7-days", opened_at + REMIND_AFTER)


def judge_unreviewed(keys: Collection[Key], now: datetime) -> Mapping[Key, Told]:
    """Who leads the programme now; nobody once it is reviewed. Two queries."""
    rows = {pk: row for pk, row in _emergencies(keys).items() if row.reviewed_at is None}
    leads = leads_of({row.citizen.programme_id for row in rows.values()}, danish_date(now))
    line = gettext_lazy("A use of emergency access has waited a week for your review.")
    told = {}
    for about, occasion in keys:
        if (row := rows.get(about)) is not None:
            people = tuple(key for key in leads.get(row.citizen.programme_id, ()) if key != row.user_id)
            path = reverse("overview:emergency_review", args=[about])
            told[about, occasion] = Told(people, line, path, str(row.citizen.case_number))
    return told


def _emergencies(keys: Collection[Key]) -> dict[uuid.UUID, Any]:
    """By their keys, each with `about`: the citizen, or the record that was kept."""
    rows: Any = EmergencyAccess.objects.select_related("citizen").defer(*_SEALED)
    rows = rows.filter(pk__in={about for about, _occasion in keys})
    found = {row.pk: row for row in rows.order_by("pk")}
    for row in found.values():
        row.about = row.citizen.merged_into_id or row.citizen_id
    return found


EMERGENCY_OPENED = Kind(OPENED_NOTICE, gettext_lazy("Emergency access opened"), judge=judge_opened, at_once=True)
EMERGENCY_UNREVIEWED = Kind(
    "emergency-unreviewed",
    gettext_lazy("Emergency access that waits for review"),
    judge=judge_unreviewed,
    find=find_unreviewed,
)
KINDS = (CONSENT_ENDS, EMERGENCY_OPENED, EMERGENCY_UNREVIEWED)
