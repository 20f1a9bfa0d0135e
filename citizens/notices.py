"""What people are told of by themselves about consents, emergency access and access reviews.

Each kind is a value; `somv/wiring.py` puts them together."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citizens.access import valid_consent
from citizens.enums import ConsentKind, ReviewDecision
from citizens.models import AccessDecision, AccessReview, Citizen, Consent, EmergencyAccess
from citizens.models.emergency import OPENED_NOTICE, REMIND_AFTER
from citizens.models.review import PLACE_NOTICE
from citizens.queries.ending import WARN, ending_cells
from citizens.queries.told import coordinators_of, leads_of
from core.dates import danish_date, midnight
from core.outbox import Due, Kind, Told

NAME = "consent-ends"
Key = tuple[uuid.UUID, str]
HALFWAY = timedelta(days=14)  # of an access review: reminded of once more
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


def find_reviews(now: datetime) -> Iterator[Due]:
    """Access reviews that are not done: when they begin, after 14 days, and when their time is up (ADR 0031)."""
    rows = AccessReview.objects.filter(done_on__isnull=True).order_by("begun_on", "pk")
    for pk, begun_on, due_on in rows.values_list("pk", "begun_on", "due_on").iterator():
        for name, day in (("begun", begun_on), ("14-days", begun_on + HALFWAY), ("due", due_on)):
            if midnight(day) <= now:
                yield Due(pk, name, midnight(day))


def judge_reviews(keys: Collection[Key], now: datetime) -> Mapping[Key, Told]:
    """Who leads the programme now; nobody once the round is done, or a later one has begun. Three queries."""
    day = danish_date(now)
    rows = AccessReview.objects.filter(done_on__isnull=True, pk__in={about for about, _occasion in keys})
    later = AccessReview.objects.filter(programme=OuterRef("programme"), half_on__gt=OuterRef("half_on"))
    found = {row.pk: row for row in rows.filter(~Exists(later)).order_by("pk")}
    leads = leads_of({row.programme_id for row in found.values()}, day)
    told = {}
    for about, occasion in keys:
        row = found.get(about)
        if row is not None and not (occasion == "begun" and day >= row.begun_on + HALFWAY):
            path = reverse("overview:access_review", args=[about])
            told[about, occasion] = Told(leads.get(row.programme_id, ()), _review_line(row.due_on), path)
    return told


def _review_said(until: date) -> str:
    said = _("The half-yearly access review waits for you. Its deadline is %(day)s.")
    return said % {"day": date_format(until, "DATE_FORMAT")}


_review_line = lazy(_review_said, str)
_PLACE_LINES = {
    ReviewDecision.ASK: gettext_lazy("The project lead asks whether a place in the network is still needed."),
    ReviewDecision.END: gettext_lazy("The project lead has ended a place in the network."),
}


def judge_reviewed_places(keys: Collection[Key], now: datetime) -> Mapping[Key, Told]:
    """Who coordinates now; nobody where it was decided otherwise since, or the place one was asked about has ended.
    Two queries."""
    day = danish_date(now)
    rows: Any = AccessDecision.objects.filter(place__in={about for about, _occasion in keys})
    rows = rows.select_related("place__citizen").defer(*(f"place__{name}" for name in _SEALED)).order_by("pk")
    found = {(row.place_id, f"{row.decision}-{row.review_id.hex}"): row for row in rows}
    coordinators = coordinators_of({row.place.citizen_id for row in found.values()}, day)
    told = {}
    for key in keys:
        row = found.get(key)
        ended = row is not None and row.place.ends_on is not None and row.place.ends_on <= day
        if row is not None and ended == (row.decision == ReviewDecision.END):
            citizen, line = row.place.citizen, _PLACE_LINES[ReviewDecision(row.decision)]
            people = coordinators.get(citizen.pk, ())
            told[key] = Told(people, line, reverse("citizens:network", args=[citizen.pk]), str(citizen.case_number))
    return told


ACCESS_REVIEW = Kind("access-review", gettext_lazy("Access review"), judge=judge_reviews, find=find_reviews)
REVIEWED_PLACE = Kind(PLACE_NOTICE, gettext_lazy("Place in the network, in an access review"), judge_reviewed_places)
KINDS = (CONSENT_ENDS, EMERGENCY_OPENED, EMERGENCY_UNREVIEWED, ACCESS_REVIEW, REVIEWED_PLACE)
