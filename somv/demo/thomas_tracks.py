"""Thomas's four tracks. A text names the matters of its own track and no workplace (see `thomas.py`)."""

from __future__ import annotations

from citizens.enums import Part
from somv.demo.clock import ago, case_day, case_words
from somv.demo.plan_book import PlanBook
from tracks.enums import Attainment, FollowUpResult, GoalKind, InterventionArea, InterventionStatus

A, P, M, S = Part.ADDICTION, Part.PSYCHIATRY, Part.SOMATIC, Part.SOCIAL
RUNNING, DONE = InterventionStatus.IN_PROGRESS, InterventionStatus.DONE


def write(book: PlanBook) -> None:
    """All four tracks, with what happened to each thing since."""
    _psychiatry(book)
    _addiction(book)
    _somatic(book)
    _social(book)


def _psychiatry(book: PlanBook) -> None:
    user, places = book.dossier.world.users["psykiatri"], book.dossier.members
    book.lead(P, "district_psychiatry", "Angsten fylder mindre. Medicinen er lagt om.")
    calm = book.goal(P, "At kunne være i angsten uden at gå i panik", citizens_own=True, target_on=ago(-120))
    book.dossier.change(calm, case_day(2016, 7, 11), attainment=Attainment.IMPROVING)
    medicine = book.intervention(
        calm,
        InterventionArea.TREATMENT,
        "Lægge medicinen om",
        places["Hanne Overgaard"],
        starts_on=case_day(2016, 2, 8),
        deadline=case_day(2016, 4, 30),
    )
    book.report(
        medicine, case_day(2016, 4, 11), DONE, attainment=Attainment.ACHIEVED, follow_up_note="Medicinen er lagt om."
    )
    talks = book.intervention(
        calm,
        InterventionArea.TREATMENT,
        "Samtaler om angst hver 14. dag",
        places["Hanne Overgaard"],
        starts_on=case_day(2016, 2, 15),
        deadline=ago(-50),
    )
    book.report(talks, case_day(2016, 2, 15), RUNNING)
    book.dossier.change(talks, case_day(2016, 5, 2), reason="Ny kontaktperson", responsible_member=places["psykiatri"])
    book.report(talks, case_day(2016, 10, 10), RUNNING, by=user, attainment=Attainment.IMPROVING)


def _addiction(book: PlanBook) -> None:
    user, places = book.dossier.world.users["rusmiddel"], book.dossier.members
    book.lead(A, "addiction_centre", "To afrusninger er gennemført. Bruger langt færre piller og drikker langt mindre.")
    less = book.goal(A, "Færre piller og mindre alkohol", citizens_own=True, target_on=ago(-90))
    book.dossier.change(less, case_day(2016, 7, 11), attainment=Attainment.IMPROVING)
    detox = book.intervention(
        less,
        InterventionArea.TREATMENT,
        "To afrusningsforløb",
        places["rusmiddel"],
        basis="SUL § 141",
        starts_on=case_day(2016, 2, 22),
        deadline=case_day(2016, 5, 31),
    )
    book.report(detox, case_day(2016, 2, 22), RUNNING, by=user)
    book.report(detox, case_day(2016, 5, 2), DONE, by=user, attainment=Attainment.ACHIEVED)
    after = book.intervention(
        less,
        InterventionArea.TREATMENT,
        "Samtaler efter afrusningen",
        places["rusmiddel"],
        basis="SUL § 141",
        starts_on=case_day(2016, 5, 9),
        deadline=ago(8),
    )
    book.report(after, case_day(2016, 5, 9), RUNNING, by=user, follow_up_result=FollowUpResult.CONTINUE)


def _somatic(book: PlanBook) -> None:
    places = book.dossier.members
    book.lead(M, "hospital", case_words("Har ikke været indlagt siden {2016-01}."))
    calls = book.goal(M, "At blive undersøgt i tide, så det ikke ender med en ambulance", target_on=ago(-100))
    book.dossier.change(calls, case_day(2016, 7, 11), attainment=Attainment.ACHIEVED)
    check = book.intervention(
        calls,
        InterventionArea.HEALTH,
        "Helbredsundersøgelse hos egen læge hver tredje måned",
        places["Bente Ravn"],
        starts_on=case_day(2016, 2, 8),
        deadline=ago(-28),
    )
    book.report(check, case_day(2016, 2, 16), RUNNING)
    phone = book.intervention(
        calls,
        InterventionArea.HEALTH,
        "Aftale om, hvem Thomas ringer til, når kroppen er urolig",
        places["sygehus"],
        starts_on=case_day(2016, 2, 8),
        deadline=case_day(2016, 3, 1),
    )
    book.report(
        phone, case_day(2016, 2, 29), DONE, by=book.dossier.world.users["sygehus"], attainment=Attainment.ACHIEVED
    )
    pills = book.intervention(
        calls,
        InterventionArea.HOME_NURSING,
        "Dosering af medicin i æsker hver uge",
        places["Susanne Winther"],
        basis="SUL § 138",
        starts_on=case_day(2016, 2, 1),
        deadline=ago(-70),
    )
    book.report(pills, case_day(2016, 2, 1), RUNNING)


def _social(book: PlanBook) -> None:
    places, organisations = book.dossier.members, book.dossier.world.organisations
    book.lead(S, "g_social", "Har besøg hver dag og passer sit kolonihavehus.")
    days = book.goal(S, "At hver dag har noget og nogen i sig", citizens_own=True, target_on=ago(-140))
    book.dossier.change(days, case_day(2016, 7, 11), attainment=Attainment.IMPROVING)
    garden = book.goal(S, "At holde kolonihavehuset", kind=GoalKind.MAINTAIN, parent=days)
    book.dossier.change(garden, case_day(2016, 9, 5), attainment=Attainment.SUSTAINING)
    daily = book.intervention(
        days,
        InterventionArea.HOME_NURSING,
        "Dagligt besøg af social- og sundhedsassistent",
        places["Malene Dall"],
        basis="SEL § 83",
        starts_on=case_day(2016, 2, 1),
        deadline=ago(-64),
    )
    book.report(daily, case_day(2016, 2, 1), RUNNING)
    support = book.intervention(
        days,
        InterventionArea.SUPPORT,
        "Bostøtte tre gange om ugen",
        places["Lene Kruse"],
        basis="SEL § 85",
        starts_on=case_day(2016, 2, 15),
        deadline=ago(-64),
    )
    book.report(
        support,
        case_day(2016, 7, 11),
        RUNNING,
        follow_up_result=FollowUpResult.CONTINUE,
        follow_up_note="Thomas har en god relation til sin bostøtte.",
    )
    visits = book.intervention(
        days,
        InterventionArea.VOLUNTEERS,
        "Besøg af frivillige to gange om ugen",
        (organisations["visitors"], "besøgsven"),
        starts_on=case_day(2016, 5, 2),
    )
    book.report(visits, case_day(2016, 5, 2), RUNNING)
    plants = book.intervention(
        garden, InterventionArea.OTHER, "Passe kolonihavehuset", "citizen", starts_on=case_day(2016, 4, 4)
    )
    book.report(plants, case_day(2016, 4, 4), RUNNING)
