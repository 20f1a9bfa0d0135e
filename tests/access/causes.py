"""What takes an access away, each as it happens: by an act of the product where there is one, else by the clock.

`Cause.happens(story)` is called once everything has been opened. Where `by_clock` is said, the story stands one second
before a Danish midnight until then, `sets` has written the date beforehand, and what happens is that second.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from accounts.actions import close_login, employ, end_organisation
from accounts.enums import Role, Sector
from citizens.actions import consents, places, programmes
from citizens.enums import Part, Place
from citizens.models import CareTeamMember
from core.dates import today
from tests.access.conftest import change
from tests.factories import accounts, citizens
from tracks.actions import close_plan, life
from tracks.actions.handover import hand_over

SAID = {"withdrawn_by": "Peter", "withdrawn_how": "phone"}
DAY = timedelta(days=1)


def nothing(story: Any) -> None:
    """The control: everything was open, and stays so."""


@dataclass(frozen=True)
class Cause:
    happens: Callable[[Any], Any] = nothing
    sets: Callable[[Any], Any] | None = None  # the date that comes with midnight
    again: Callable[[Any], Any] | None = None  # the access is given again

    @property
    def by_clock(self) -> bool:
        return self.sets is not None


def _place(story: Any) -> Any:
    rows = CareTeamMember.objects.filter(citizen=story.cast.peter, user=story.user)
    return rows.latest("created_at")


def _reads_anew(story: Any) -> None:
    """The citizen says yes again, to the very same."""
    cells = {story.user.organisation: {Part.ADDICTION: "comment", Part.FRONT: "read"}}
    citizens.exchange(story.cast.peter, story.cast.koordinator, cells, given_on=today())


def _takes_part_anew(story: Any) -> None:
    citizens.participation(story.cast.peter, story.cast.koordinator, given_on=today())


def _placed_anew(story: Any) -> None:
    citizens.place(story.cast.peter, story.user, _place(story).place, starts_on=today())


def _employed_anew(story: Any) -> None:
    """The same role at the same workplace from today. What has ended today by an act never counted."""
    role, place = story.job
    for row in story.user.affiliations.filter(ends_on=None):
        change(row, ends_on=row.starts_on)
    accounts.affiliation(story.user, place, role, starts_on=today())


def _leads_anew(story: Any) -> None:
    citizens.lead(story.cast.programme, story.user, starts_on=today())


def _works_as(role: Role) -> Callable[[Any], Any]:
    def happens(story: Any) -> None:
        # Past `tracks.actions.people.move`, which asks that what the person holds is handed over first.
        employ(story.user, by=story.cast.admin, role=role, organisation=story.user.organisation, starts_on=today())

    return happens


def _works_elsewhere(story: Any) -> None:
    other = accounts.organisation("Et andet sted", Sector.MUNICIPALITY)
    employ(story.user, by=story.cast.admin, role=story.user.role, organisation=other, starts_on=today())


def _deactivated(story: Any) -> None:
    close_login(story.user, by=story.cast.admin, reason="Er holdt op")


def _back_at_work(story: Any) -> None:
    """Reactivated, with the old role: whoever was let go logs in anew, and gets their places anew."""
    story.user.refresh_from_db()
    story.user.is_active = True
    story.user.save()
    _employed_anew(story)


def _organisation_ended(story: Any) -> None:
    end_organisation(story.user.organisation, by=story.cast.admin, ends_on=today())


def _exchange_withdrawn(story: Any) -> None:
    consents.withdraw_consent(story.cast.exchange, by=story.cast.koordinator, **SAID)


def _cells_withdrawn(story: Any) -> None:
    centre = story.cast.workplaces["addiction_centre"]
    consents.withdraw_organisation(story.cast.peter, centre, by=story.cast.koordinator, **SAID)


def _part_withdrawn(story: Any) -> None:
    """What a new consent without the track comes to: one cell of the organisation's two ends."""
    centre = story.cast.workplaces["addiction_centre"]
    cell = story.cast.exchange.scopes.get(organisation=centre, part=Part.ADDICTION)
    change(cell, ended_on=today(), ended_by="Peter", ended_how="phone")


def _participation_withdrawn(story: Any) -> None:
    consents.withdraw_participation(story.cast.participation, by=story.cast.koordinator, **SAID)


def _withdrawn_30_days_ago(story: Any) -> None:
    """Tomorrow it is 30 days since. Written when it happens: before, the team could only read (see the midnights)."""
    change(story.cast.participation, withdrawn_on=today() - 30 * DAY, withdrawn_by="Peter", withdrawn_how="phone")


def _withdrawn_and_closed(story: Any) -> None:
    _participation_withdrawn(story)
    plan = story.cast.plan
    plan.refresh_from_db()
    said = {"because": "withdrawn", "summary": "Peter har trukket sit ja tilbage"}
    close_plan(plan, by=story.cast.projektleder, revision=plan.revision, **said)


def _left(story: Any) -> None:
    said = {"because": "moved", "left_on": today(), "summary": "Flyttet til Aalborg"}
    life.leave(story.cast.peter, by=story.cast.koordinator, **said)


def _handed_over(story: Any) -> None:
    cast = story.cast
    hand_over([cast.peter.pk], by=cast.koordinator, to=cast.koordinator2, note="Kaj tager over")


def _handed_back(story: Any) -> None:
    cast = story.cast
    hand_over([cast.peter.pk], by=cast.koordinator2, to=cast.koordinator, note="Og tilbage igen")


def _lead_ended(story: Any) -> None:
    programmes.end_lead(story.cast.lead, by=story.cast.admin, ends_on=today())


# Dates that come with the next midnight


def _on_the_place(story: Any) -> None:
    change(_place(story), ends_on=story.midnight.date())


def _as_a_substitute(story: Any) -> None:
    change(_place(story), place=Place.SUBSTITUTE, ends_on=story.midnight.date())


def _on_the_consent(story: Any) -> None:
    day = story.midnight.date()
    change(story.cast.exchange, given_on=day - 100 * DAY, expires_on=day)


def _on_the_role(story: Any) -> None:
    change(story.user.affiliation, ends_on=story.midnight.date())


def _on_the_lead(story: Any) -> None:
    change(story.cast.lead, ends_on=story.midnight.date())


OUT_OF_OFFICE = {
    "deactivated": Cause(_deactivated, again=_back_at_work),
    "role taken": Cause(_works_as(Role.ANALYST), again=_employed_anew),
    "the role's date": Cause(sets=_on_the_role, again=_employed_anew),
    "organisation ended": Cause(_organisation_ended),
}
PARTNER: dict[str, Cause] = {
    "nothing": Cause(),
    "consent withdrawn": Cause(_exchange_withdrawn, again=_reads_anew),
    "the organisation's cells withdrawn": Cause(_cells_withdrawn, again=_reads_anew),
    "one part withdrawn": Cause(_part_withdrawn, again=_reads_anew),
    "consent expired at midnight": Cause(sets=_on_the_consent, again=_reads_anew),
    "participation withdrawn": Cause(_participation_withdrawn),
    "place ended": Cause(lambda story: places.end_place(_place(story), by=story.cast.koordinator), again=_placed_anew),
    "the place's date": Cause(sets=_on_the_place, again=_placed_anew),
    "substitute's period over": Cause(sets=_as_a_substitute, again=_placed_anew),
    "another workplace": Cause(_works_elsewhere, again=_employed_anew),
    "citizen left": Cause(_left),
    **OUT_OF_OFFICE,
}
COORDINATOR: dict[str, Cause] = {
    "nothing": Cause(),
    "handed over": Cause(_handed_over, again=_handed_back),
    "place's date": Cause(sets=_on_the_place, again=_placed_anew),
    "participation withdrawn": Cause(_participation_withdrawn, again=_takes_part_anew),
    "withdrawn 30 days ago": Cause(_withdrawn_30_days_ago, sets=nothing, again=_takes_part_anew),
    "withdrawn and closed": Cause(_withdrawn_and_closed),
    "citizen left": Cause(_left),
    "another workplace": Cause(_works_elsewhere, again=_employed_anew),
    **OUT_OF_OFFICE,
}
SUBSTITUTE: dict[str, Cause] = {
    "nothing": Cause(),
    "substitute's period over": Cause(sets=_on_the_place, again=_placed_anew),
}
LEAD: dict[str, Cause] = {
    "nothing": Cause(),
    "lead ended": Cause(_lead_ended, again=_leads_anew),
    "the lead's date": Cause(sets=_on_the_lead, again=_leads_anew),
    "participation withdrawn": Cause(_participation_withdrawn, again=_takes_part_anew),
    "withdrawn 30 days ago": Cause(_withdrawn_30_days_ago, sets=nothing, again=_takes_part_anew),
    "withdrawn and closed": Cause(_withdrawn_and_closed),
    "citizen left": Cause(_left),
    # What a lead prints for an organisation hangs on that one's consent.
    "consent withdrawn": Cause(_exchange_withdrawn),
    "the organisation's cells withdrawn": Cause(_cells_withdrawn),
    "one part withdrawn": Cause(_part_withdrawn),
    "consent expired at midnight": Cause(sets=_on_the_consent),
    **OUT_OF_OFFICE,
}
CAUSES = {"rusmiddel": PARTNER, "koordinator": COORDINATOR, "koordinator2": SUBSTITUTE, "projektleder": LEAD}
