"""What the head of a citizen's pages says."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.permissions import Permission
from citizens.access import Case
from citizens.enums import TRACKS, Part
from core.addresses import address

Crumbs = list[tuple[Any, str | None]]

# (key, label, URL name, right): a tab one may not open is not there
TABS = (
    ("plan", gettext_lazy("Plan"), "overview:plan", Permission.PLAN_VIEW),
    ("follow-up", gettext_lazy("Follow-up"), "followups:rounds", Permission.FOLLOW_UP_VIEW),
    ("log", gettext_lazy("Logbook"), "tracks:log", Permission.LOG_VIEW),
    ("meetings", gettext_lazy("Meetings"), "meetings:meetings", Permission.MEETING_VIEW),
    ("network", gettext_lazy("Network and consent"), "citizens:network", Permission.NETWORK_VIEW),
    ("history", gettext_lazy("History"), "overview:timeline", Permission.HISTORY_VIEW),
    ("master", gettext_lazy("Master data"), "citizens:master", Permission.MASTER_VIEW),
)
_NEEDS = {"meetings": Part.FRONT, "follow-up": Part.ANSWERS}  # tabs that need a part besides the right


def head(case: Case, tab: str = "") -> dict[str, Any]:
    """What the head shows this reader: `team` opens the facts and flags of coordinator and lead. No query."""
    citizen = case.citizen
    signpost = getattr(citizen, "signpost", None)
    plan_url = address("overview:plan", citizen.pk)
    crisis = signpost is not None and signpost.has_crisis_plan and case.reads(Part.CRISIS)
    return {
        "team": case.in_team,
        "phone": citizen.phone if case.sees_address else "",
        # Coordinator and lead have it among the master data; who visits the home has only this (domain.md § 7).
        "address": _address(case) if case.sees_address and not case.in_team else "",
        "next_meeting_on": _next_meeting(case, signpost),
        "next_follow_up_on": signpost.next_follow_up_on if signpost and case.reads(Part.ANSWERS) else None,
        "follow_up_url": address("followups:rounds", citizen.pk),
        "meetings_url": address("meetings:meetings", citizen.pk) if case.may(Permission.MEETING_VIEW) else "",
        "crisis_url": f"{plan_url}#crisis-plan" if crisis and case.may(Permission.PLAN_VIEW) else "",
        "line": scope_line(case),
        "tabs": [
            {"url": address(name, citizen.pk), "label": label, "current": key == tab}
            for key, label, name, right in TABS
            if case.may(right) and (key not in _NEEDS or case.reads(_NEEDS[key]))
        ],
    }


def _next_meeting(case: Case, signpost: Any) -> Any:
    """Nobody meets about an entry that was a mistake, though its plan stands as it was until that is taken back."""
    return signpost.next_meeting_on if signpost and case.reads(Part.FRONT) and not case.citizen.voided else None


def _address(case: Case) -> str:
    citizen = case.citizen
    return ", ".join(word for word in (citizen.address, f"{citizen.postal_code} {citizen.town}".strip()) if word)


def citizens_url() -> str:
    """The list of citizens."""
    return reverse("overview:citizens")


def crumbs(case: Case, *trail: tuple[Any, str | None]) -> Crumbs:
    """The breadcrumbs of a citizen's page: Citizens → the citizen → `trail` (label, address or None)."""
    citizen = case.citizen
    return [
        (_("Citizens"), citizens_url()),
        (citizen.name, address("citizens:detail", citizen.pk)),
        *trail,
    ]


def track_label(case: Case, part: Part) -> str:
    """The track's name; the programme has its own word for addiction (domain.md § 2)."""
    return case.citizen.programme.addiction_label if part == Part.ADDICTION else str(part.label)


def scope_line(case: Case) -> str:
    """The one line that tells a participant what they see, why and until when; "" for coordinator and lead."""
    if case.in_team or case.until is None:
        return ""
    tracks = [track_label(case, part) for part in TRACKS if case.reads(part)]
    seen = []
    if tracks:
        names = get_text_list(tracks, _("and"))
        seen.append(ngettext("the track %(names)s", "the tracks %(names)s", len(tracks)) % {"names": names})
    others = {Part.FRONT: _("the front page"), Part.CRISIS: _("the crisis plan"), Part.ANSWERS: _("the answers")}
    seen += [word for part, word in others.items() if case.reads(part)]
    return _("You see %(what)s, because the citizen has given your organisation consent until %(date)s.") % {
        "what": get_text_list(seen, _("and")) if len(seen) < 2 or not tracks else _with_tracks(seen),
        "date": date_format(case.until, "DATE_FORMAT"),
    }


def _with_tracks(seen: list[str]) -> str:
    """Tracks hold an "and" of their own: another word keeps the second list apart."""
    return _("%(tracks)s as well as %(others)s") % {"tracks": seen[0], "others": get_text_list(seen[1:], _("and"))}
