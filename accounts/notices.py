"""What people are told about their own log-in, at once and by mail, so that somebody else's hand in it is noticed.

The occasion says what happened and gives it a number of its own; the mail says nothing about the person. ADR 0025.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Wish
from accounts.queries import at_former_address, deciders, newly_shut, open_on
from core.outbox import Due, Kind, Told
from core.outbox.notices import tell

NAME = "own-log-in"
Key = tuple[uuid.UUID, str]

# Word of the occasion → what the mail says. Whoever did it themselves has nothing to do.
LINES: dict[str, Any] = {
    "password": _("The password of your log-in was changed. Was it not you, tell your administrator at once."),
    "added": _("A second step was added to your log-in. Was it not you, tell your administrator at once."),
    "removed": _("A second step was removed from your log-in. Was it not you, tell your administrator at once."),
    "codes": _("New recovery codes were made for your log-in. Was it not you, tell your administrator at once."),
    "email": _("The e-mail address of your log-in was changed. Was it not you, tell your administrator at once."),
    "former": _(
        "The e-mail address of your log-in was changed to another. Was it not you, tell your administrator at once."
    ),
    "shut": _(
        "There have been several failed attempts to log in as you. Your log-in is shut for up to a day where you have "
        "not logged in before, or where it was tried. Was it not you, change your password and tell your administrator."
    ),
    "tied": _("A log-in through your organisation now opens yours. Was it not you, tell your administrator at once."),
    "untied": _("A log-in through your organisation no longer opens yours. Was it not you, tell your administrator."),
    "reset": _("An administrator has reset the second step of your log-in. You set up a new one at the next log-in."),
}


def tell_person(person: Any, what: str) -> None:
    """Have the person told of this change to their log-in, at once. Call it in the transaction of the change."""
    tell(NAME, person.pk, f"{what}-{uuid.uuid4().hex[:24]}", timezone.now())


def find(now: datetime) -> Iterator[Due]:
    """Log-ins that failed attempts have shut, each time once."""
    for person, since in newly_shut():
        yield Due(person, f"shut-{since:%Y%m%d%H%M%S%f}", since)


def judge(keys: Collection[Key], now: datetime) -> Mapping[Key, Told]:
    """The person, whoever it is and whatever has happened since."""
    path = reverse("mfa_index")
    told = {}
    for about, occasion in keys:
        what = occasion.partition("-")[0]
        told[about, occasion] = Told((at_former_address(about) if what == "former" else about,), LINES[what], path)
    return told


OWN_LOGIN = Kind(NAME, _("Change to one's own log-in"), judge=judge, find=find, at_once=True)


def judge_wishes(keys: Collection[Key], now: datetime) -> Mapping[Key, Told]:
    """The administrators of today who may answer; nobody once it is answered. Which wish, they see when logged in."""
    rows = list(Wish.objects.filter(open_on(now), pk__in={about for about, _occasion in keys}))
    line, path, whom = _("Something waits for your yes as administrator."), reverse("overview:home"), deciders(rows)
    return {key: Told(whom[key[0]], line, path) for key in keys if key[0] in whom}


SECOND_YES = Kind("second-yes", _("Waits for another administrator’s yes"), judge=judge_wishes, at_once=True)
KINDS = (OWN_LOGIN, SECOND_YES)
