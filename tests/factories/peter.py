"""Peter, with a word of its own in every part: where it turns up, the part has been shown."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from citizens.enums import TRACKS, Level, Part, Place, StayKind
from core.dates import today
from plans.enums import Area, OtherPlanKind, PlanState
from tests.factories import citizens, followups, meetings, plans, tracks
from tracks.enums import InterventionStatus, ResponsibleKind

if TYPE_CHECKING:
    from tests.cast import Cast

READ, COMMENT = Level.READ, Level.COMMENT


def mark(part: Part) -> str:
    """The word that stands in this part of Peter and nowhere else: QADDIQ, QPSYCQ, QSOMAQ, QSOCIQ, QFRONQ …"""
    return f"Q{part.value[:4].upper()}Q"


def enrol(cast: Cast) -> None:
    """Peter himself, his network and what he said yes to (contract.md, Demo people)."""
    master, network = mark(Part.MASTER), mark(Part.NETWORK)
    cast.peter = peter = citizens.citizen(
        cast.programme, "Peter", "Pilegaard", case_number=4711, address=f"{master}vej 1", postal_code="4800",
        town="Nykøbing F.", phone="20 30 40 51", email="peter@example.org", doctor=f"{master} doktor",
        doctor_phone="54 85 00 01", housing="rented", housing_note=master, income="cash-benefit", income_note=master,
        intensity="as-needed",
    )  # fmt: skip
    cast.referral = citizens.referral(peter, reason=f"Henvist {master}", steps_done=[1, 2, 3, 4, 5])
    cast.screening = citizens.screening(peter)
    cast.relative = citizens.relative(peter, f"Ruth {network}", note=network, may_be_contacted=True)
    cast.stay = citizens.stay(peter, StayKind.SOMATIC, where=f"{network} afdeling", note=network)
    citizens.stay(peter, StayKind.DETOXIFICATION, about_count=3, year=today().year - 1, note=network)
    places = cast.places
    places["koordinator"] = citizens.place(peter, cast.koordinator, Place.COORDINATOR, chairs_meetings=True)
    for name, parts in {
        "rusmiddel": [Part.ADDICTION],
        "sygehus": [Part.SOMATIC],
        "jobcenter": [Part.SOCIAL],
        "laege": [Part.SOMATIC, Part.ADDICTION],
    }.items():
        places[name] = citizens.place(peter, cast.user(name), tracks=parts, contribution=f"{network} {name}")
    places["home_nursing"] = citizens.professional(
        peter, cast.workplaces["home_nursing"], f"Hjalte {network}", tracks=[Part.SOMATIC], phone="54 85 00 02"
    )
    cast.participation = citizens.participation(peter, cast.koordinator, purpose=f"Deltagelse {mark(Part.CONSENT)}")
    work = cast.workplaces
    cast.exchange = citizens.exchange(
        peter,
        cast.koordinator,
        {
            work["addiction_centre"]: {Part.ADDICTION: COMMENT, Part.FRONT: READ},
            work["hospital"]: {Part.SOMATIC: COMMENT, Part.CRISIS: READ},
            work["job_centre"]: {Part.SOCIAL: READ},
            work["practice"]: {Part.SOMATIC: COMMENT, Part.ADDICTION: COMMENT, Part.ANSWERS: READ, Part.FRONT: READ},
        },
        purpose=f"Udveksling {mark(Part.CONSENT)}",
    )
    cast.scan = citizens.scan(cast.exchange)


def write_plan(cast: Cast) -> None:
    """The active plan with every kind of line in every track, and an earlier closed one."""
    front, crisis = mark(Part.FRONT), mark(Part.CRISIS)
    cast.closed_plan = plans.plan(
        cast.peter, PlanState.CLOSED, matters=f"Tidligere {front}", closing_summary=f"Afsluttet {front}",
        valid_from=today() - timedelta(days=200), accepted_on=today() - timedelta(days=200),
        closed_on=today() - timedelta(days=40),
    )  # fmt: skip
    for kind in TRACKS:
        closed = tracks.track(cast.closed_plan, kind)
        tracks.intervention(closed, f"Gammel indsats {mark(kind)}", status=InterventionStatus.DONE)
    cast.plan = plan = plans.plan(
        cast.peter, PlanState.ACTIVE, matters=f"Rockmusik {front}", wishes=f"Ud af det {front}",
        resources=f"Forældre {front}", preferences=f"Ærlighed {front}", view_of_help=f"God {front}",
        if_absent=f"Ring {front}",
    )  # fmt: skip
    plans.version(plan, cast.koordinator, note=f"Første {front}")
    cast.meeting = meetings.meeting(
        plan, (cast.places["koordinator"], cast.places["rusmiddel"], cast.places["sygehus"]), place=f"Rådhuset {front}",
        purpose=f"Se på planen {front}", called_by=f"Indkalder {mark(Part.NETWORK)}",
    )  # fmt: skip
    meetings.meeting(
        cast.closed_plan, meets_on=today() - timedelta(days=60), state="held", held_on=today() - timedelta(days=60),
        called_by=f"Indkalder {mark(Part.NETWORK)}",
    )  # fmt: skip
    cast.agreement = plans.agreement(plan, f"Aftale {front}", f"Peter {front}")
    cast.crisis_plan = plans.crisis_plan(
        plan, early_signs=f"Tegn {crisis}", what_helps=f"Musik {crisis}", what_to_avoid=f"Larm {crisis}",
        treatment_wishes=f"Ønske {crisis}",
    )  # fmt: skip
    cast.crisis_contact = plans.crisis_contact(cast.crisis_plan, f"Kontakt {crisis}", hours=f"Altid {crisis}")
    for kind in TRACKS:
        _fill(cast, kind)
    _across(cast)


def _fill(cast: Cast, kind: Part) -> None:
    word, plan = mark(kind), cast.plan
    area = {Part.ADDICTION: Area.ADDICTION, Part.PSYCHIATRY: Area.MENTAL, Part.SOMATIC: Area.SOMATIC}.get(
        kind, Area.WORK
    )
    extra = {Part.ADDICTION: "alkohol", Part.SOMATIC: "KOL"}.get(kind, "")
    cast.situations[kind] = plans.situation(plan, area, (kind,), at_start=f"Før {word} {extra}", now=f"Nu {word}")
    cast.challenges[kind] = plans.challenge(plan, f"Udfordring {word} {extra}", (kind,))
    cast.other_plans[kind] = plans.other_plan(
        plan, f"Myndighed {word}", (kind,), kind=OtherPlanKind.TREATMENT, contact=f"Kontakt {word}"
    )
    cast.prompt_answers[kind] = plans.prompt_answer(plan, cast.prompts[kind], note=f"Husket {word}")
    track = cast.tracks[kind] = tracks.track(plan, kind)
    track.status_line = f"Status {word} {extra}"
    work = {Part.ADDICTION: "addiction_centre", Part.SOMATIC: "hospital", Part.SOCIAL: "job_centre"}.get(kind, "team")
    track.lead_organisation = cast.workplaces[work]
    tracks.saved(track)
    goal = cast.goals[kind] = tracks.goal(track, f"Mål {word} {extra}", citizens_own=True)
    cast.subgoals[kind] = tracks.goal(track, f"Delmål {word}", parent=goal)
    tracks.goal(track, f"Nået mål {word}", status="reached", ended_on=today())
    answers = {Part.ADDICTION: "rusmiddel", Part.SOMATIC: "sygehus", Part.SOCIAL: "jobcenter"}.get(kind, "koordinator")
    cast.interventions[kind] = tracks.intervention(
        track, f"Indsats {word} {extra}", cast.places[answers], goal, legal_basis=cast.legal_bases[kind],
        follow_up_note=f"Fulgt op {word}", starts_on=today() - timedelta(days=20), deadline=today() - timedelta(days=2),
    )  # fmt: skip
    tracks.intervention(track, f"Uden ansvarlig {word}", prioritised=False, deadline=None)
    tracks.intervention(
        track, f"Vagt {word}", responsible_kind=ResponsibleKind.FUNCTION, responsible_function="vagthavende",
        responsible_organisation=cast.workplaces[work],
    )  # fmt: skip
    tracks.intervention(track, f"Egen {word}", responsible_kind=ResponsibleKind.CITIZEN, status=InterventionStatus.DONE)
    cast.comments[kind] = tracks.comment(track, cast.koordinator, f"Kommentar {word} {extra}")
    tracks.comment(track, cast.koordinator, f"Om målet {word}", goal=goal)
    tracks.comment(track, cast.koordinator, f"Om indsatsen {word}", intervention=cast.interventions[kind])
    cast.contacts[kind] = tracks.contact(
        cast.peter, cast.koordinator, f"Besøg {word} {extra}", (kind,), contact_with=f"Med {word}"
    )


def _across(cast: Cast) -> None:
    """Lines of two tracks: for those who may see both; and comments by partners in their own tracks."""
    both = (Part.SOCIAL, Part.ADDICTION)
    plans.situation(cast.plan, Area.NETWORK, both, now=f"Fælles {mark(Part.ADDICTION)}")
    plans.challenge(cast.plan, f"Fælles {mark(Part.ADDICTION)}", both)
    tracks.contact(cast.peter, cast.koordinator, f"Fælles {mark(Part.ADDICTION)}", both)
    tracks.comment(cast.tracks[Part.ADDICTION], cast.rusmiddel, f"Fra rusmiddel {mark(Part.ADDICTION)}")
    tracks.comment(cast.tracks[Part.SOMATIC], cast.sygehus, f"Fra sygehus {mark(Part.SOMATIC)}")
    tracks.comment(cast.tracks[Part.SOMATIC], cast.laege, f"Fra lægen {mark(Part.SOMATIC)}")


def follow_up(cast: Cast) -> None:
    """Round 0 answered, 1 answered by a proxy and lower, 2 not relevant, 3 open now (`cast.follow_up`)."""
    word = mark(Part.ANSWERS)
    cast.course = course = followups.course(cast.peter)
    cast.first_answer = followups.answer(
        followups.follow_up(course, 0), health=4, note=f"Sagt {word}", differently=f"Mere tid {word}"
    )
    cast.answer = followups.answer(
        followups.follow_up(course, 1), mode="phone", answered_by="proxy", proxy=f"Ruth {mark(Part.NETWORK)}, mor",
        health=2, satisfaction=None, declined=["satisfaction"], note=f"Uden lyst til at svare {word}",
    )  # fmt: skip
    cast.concern = followups.concern(cast.answer, "health-fell")
    second = followups.follow_up(course, 2)
    cast.not_relevant = followups.follow_up(
        course, 2, not_relevant="hospital", not_relevant_note=f"Ligger på afdelingen {word}", ended_on=second.due_on
    )
    cast.follow_up = followups.follow_up(course, 3)
