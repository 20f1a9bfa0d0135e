"""The tab "Network and consent": who is around the citizen, and what consent covers today."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Organisation
from citizens.access import Case
from citizens.enums import CONSENTABLE, TRACKS, ConsentKind, Level, Part, Place
from citizens.models import CareTeamMember, Citizen, Consent, ConsentScan, ConsentScope
from citizens.queries.head import track_label
from core.danish import collate
from core.dates import today

WARN = timedelta(days=30)  # domain.md § 4: warn 30 days before expiry


@dataclass(frozen=True)
class Span:
    """What consent covers in one cell today: how, since when, and the first day it no longer does."""

    level: Level
    since: date
    until: date

    @property
    def ends_soon(self) -> bool:
        return self.until - today() <= WARN


@dataclass
class Row:
    """One organisation of the table organisations × parts."""

    organisation: Organisation
    cells: dict[Part, list[Span]] = field(default_factory=dict)
    people: list[CareTeamMember] = field(default_factory=list)

    @property
    def spans(self) -> list[Span]:
        return [span for spans in self.cells.values() for span in spans]

    @property
    def ends_soon(self) -> date | None:
        """The first day something is lost, when that is within 30 days."""
        return min((span.until for span in self.spans if span.ends_soon), default=None)


def network_url(citizen: Citizen) -> str:
    """The tab's address."""
    return reverse("citizens:network", args=[citizen.pk])


def part_labels(case: Case) -> list[tuple[Part, str]]:
    """The parts consent can cover, in order, in the programme's words."""
    return [(part, track_label(case, part) if part in TRACKS else str(part.label)) for part in CONSENTABLE]


def consents_of(citizen: Citizen) -> list[Consent]:
    """All consents, newest first, with their cells and scans. Three queries."""
    cells = ConsentScope.objects.select_related("organisation").order_by("organisation__name", "part", "id")
    scans = ConsentScan.objects.order_by("created_at", "id")
    return list(
        Consent.objects.filter(citizen=citizen)
        .select_related("given_to")
        .prefetch_related(Prefetch("scopes", queryset=cells), Prefetch("scans", queryset=scans))
        .order_by("-given_on", "-created_at", "id")
    )


def places_of(citizen: Citizen) -> tuple[list[CareTeamMember], list[CareTeamMember]]:
    """The open places (coordinator first) and the ended ones (latest first). One query."""
    rows = CareTeamMember.objects.filter(citizen=citizen).select_related("organisation", "user")
    rows = rows.order_by("starts_on", "id")
    open_: list[Any] = []
    ended: list[Any] = []
    day = today()
    for row in rows:
        over = row.ends_on is not None and (row.ends_on <= day or row.ends_on == row.starts_on)
        (ended if over else open_).append(row)
    rank = {Place.COORDINATOR: 0, Place.CO_COORDINATOR: 1}
    open_.sort(key=lambda row: (rank.get(Place(row.place), 2), collate(row.organisation.name), collate(row.name)))
    ended.sort(key=lambda row: (row.ends_on, row.name), reverse=True)
    return open_, ended


def with_tracks(places: Iterable[CareTeamMember], labels: list[tuple[Part, str]]) -> list[dict[str, Any]]:
    """Each place with its tracks in the programme's words."""
    return [{"place": row, "tracks": ", ".join(word for part, word in labels if part in row.tracks)} for row in places]


def shifts(ended: Iterable[CareTeamMember]) -> int:
    """How many contact persons the citizen has seen leave; a substitute's leaving is no shift."""
    return sum(row.place != Place.SUBSTITUTE and row.ends_on != row.starts_on for row in ended)


def covered(consents: Iterable[Consent], places: Iterable[CareTeamMember]) -> list[Row]:
    """The table organisations × parts as consent covers it today; workplaces in the network without any, too."""
    found: dict[uuid.UUID, Row] = {}
    open_cells: dict[uuid.UUID, dict[Part, list[Span]]] = defaultdict(lambda: defaultdict(list))
    day = today()
    for consent in consents:
        if consent.kind != ConsentKind.EXCHANGE or not consent.valid_on(day):
            continue
        for cell in consent.scopes.all():
            if cell.ended_on is None and consent.expires_on is not None:
                found.setdefault(cell.organisation_id, Row(cell.organisation))
                span = Span(Level(cell.level), consent.given_on, consent.expires_on)
                open_cells[cell.organisation_id][Part(cell.part)].append(span)
    for place in places:
        if place.place not in (Place.COORDINATOR, Place.CO_COORDINATOR):
            found.setdefault(place.organisation_id, Row(place.organisation)).people.append(place)
    for key, row in found.items():
        row.cells = {part: _joined(open_cells[key][part]) for part in CONSENTABLE}
    return sorted(found.values(), key=lambda row: collate(row.organisation.name))


def _joined(spans: list[Span]) -> list[Span]:
    """Consents add up: the longest "comment", and "read" beside it only where it lasts longer."""
    lines: list[Span] = []
    for level in (Level.COMMENT, Level.READ):
        of_level = [span for span in spans if span.level == level]
        if not of_level:
            continue
        line = Span(level, min(s.since for s in of_level), max(s.until for s in of_level))
        if not lines or line.until > lines[0].until:
            lines.append(line)
    return lines


def state_of(consent: Consent) -> tuple[str, str]:
    """A consent's state today as a word and a tone of the status component."""
    day = today()
    cells = consent.scopes.all()
    if consent.withdrawn_on is not None:
        return _("Withdrawn"), "off"
    if consent.expires_on is not None and consent.expires_on <= day:
        return _("Expired"), "off"
    if consent.kind == ConsentKind.EXCHANGE and all(cell.ended_on is not None for cell in cells):
        return _("Withdrawn for all"), "off"
    if consent.expires_on is not None and consent.expires_on - day <= WARN:
        return _("Expires soon"), "warn"
    return _("Valid"), "ok"


def consent_cards(consents: Iterable[Consent], labels: list[tuple[Part, str]]) -> list[dict[str, Any]]:
    """Each consent with its state and, per organisation, what it names."""
    words = dict(labels)
    cards = []
    for consent in consents:
        by_organisation: dict[Organisation, list[ConsentScope]] = defaultdict(list)
        for cell in consent.scopes.all():
            by_organisation[cell.organisation].append(cell)
        word, tone = state_of(consent)
        lines = [
            {
                "organisation": organisation,
                "ended_on": cells[0].ended_on,
                "ended_by": cells[0].ended_by,
                "ended_how": cells[0].get_ended_how_display(),
                "text": ", ".join(f"{words[Part(cell.part)]} ({cell.get_level_display()})" for cell in cells),
            }
            for organisation, cells in by_organisation.items()
        ]
        cards.append({"consent": consent, "word": word, "tone": tone, "over": tone == "off", "lines": lines})
    return cards
