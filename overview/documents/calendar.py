"""A calendar as programs fetch it (iCalendar, RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC

from django.utils.translation import gettext as _
from icalendar import Calendar
from icalendar import Event as Entry

from overview.queries.calendar import Event


def calendar_file(events: Iterable[Event], site: str) -> bytes:
    """The events as a file in the language of the reader, with links to `site`; asked for again every hour."""
    calendar = Calendar()
    calendar.add("prodid", "-//SOMV//Sammen om min vej//DA")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("SOMV: meetings and follow-ups"))
    calendar.add("refresh-interval;value=duration", "PT1H")
    for event in events:
        calendar.add_component(_entry(event, site))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _entry(event: Event, site: str) -> Entry:
    url = site.rstrip("/") + event.path
    entry = Entry()
    entry.add("uid", f"{event.uid}@somv")
    entry.add("dtstamp", event.made.astimezone(UTC))
    entry.add("sequence", event.revision)
    entry.add("summary", event.title)
    entry.add("dtstart", event.starts)
    entry.add("dtend", event.ends)
    entry.add("url", url)
    entry.add("description", url)
    entry.add("class", "PRIVATE")
    entry.add("transp", "OPAQUE" if event.place else "TRANSPARENT")
    if event.place:
        entry.add("location", event.place)
    return entry
