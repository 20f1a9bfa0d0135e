"""Peter's four tracks. A text names the matters of its own track and no workplace (see `peter.py`)."""

from __future__ import annotations

from citizens.enums import Part
from citizens.models import Relative
from core.dates import today
from somv.demo.clock import ago, case_day, case_words
from somv.demo.plan_book import PlanBook
from tracks.enums import Attainment, FollowUpResult, GoalKind, InterventionArea, InterventionStatus

A, P, M, S = Part.ADDICTION, Part.PSYCHIATRY, Part.SOMATIC, Part.SOCIAL
RUNNING, DONE, STOPPED = InterventionStatus.IN_PROGRESS, InterventionStatus.DONE, InterventionStatus.STOPPED


def write(book: PlanBook, parents: tuple[Relative, Relative]) -> None:
    """All four tracks, with what happened to each thing since."""
    _social(book, parents)
    _addiction(book)
    _somatic(book)
    _psychiatry(book)


def _social(book: PlanBook, parents: tuple[Relative, Relative]) -> None:
    people, users = book.dossier.members, book.dossier.world.users
    status = "Har været i arbejdsprøvning siden {2016-12-01}; det kan blive til et fast job."
    book.lead(S, "job_centre", case_words(status))
    work = book.goal(
        S, "At have noget at stå op til og komme tilbage i arbejde", citizens_own=True, target_on=ago(-120)
    )
    book.dossier.change(work, case_day(2016, 12, 5), attainment=Attainment.IMPROVING)
    later = case_day(2016, 12, 1)
    lasting = book.goal(S, "Et fast job efter arbejdsprøvningen", day=later, parent=work, target_on=ago(-75))
    family = book.goal(S, "At holde den gode kontakt med forældrene", kind=GoalKind.MAINTAIN, citizens_own=True)
    book.dossier.change(family, case_day(2016, 12, 5), attainment=Attainment.SUSTAINING)

    coach = book.intervention(
        work,
        InterventionArea.SUPPORT,
        "Coaching ved hjemmebesøg og i telefonen om kontakten med bl.a. jobcentret",
        people["koordinator"],
        basis="SEL § 82 b",
        starts_on=case_day(2016, 4, 20),
        deadline=ago(-46),
    )
    book.report(coach, case_day(2016, 4, 25), RUNNING)
    book.dossier.change(
        coach,
        case_day(2016, 10, 14),
        follow_up_result=FollowUpResult.CHANGE,
        follow_up_note="Håndholdt i begyndelsen. Nu er der kontakt efter behov.",
        reason="Peter klarer mere selv",
    )
    offers = book.intervention(
        work,
        InterventionArea.SUPPORT,
        "Fortælle om kommunens tilbud og hjælpe Peter hurtigere ind i dem",
        people["koordinator"],
        starts_on=case_day(2016, 4, 20),
        deadline=case_day(2016, 8, 31),
    )
    book.report(offers, case_day(2016, 8, 22), DONE, attainment=Attainment.ACHIEVED)
    course = book.intervention(
        work,
        InterventionArea.JOB_CENTRE,
        "Kommunalt uddannelsesforløb",
        "citizen",
        basis="LAB",
        starts_on=case_day(2016, 8, 29),
        deadline=case_day(2016, 11, 30),
    )
    book.report(course, case_day(2016, 8, 29), RUNNING)
    book.report(
        course,
        case_day(2016, 11, 25),
        DONE,
        attainment=Attainment.ACHIEVED,
        follow_up_note="Peter har gennemført kommunens uddannelsesforløb.",
    )
    trial = book.intervention(
        lasting,
        InterventionArea.JOB_CENTRE,
        "Arbejdsprøvning med besøg på arbejdspladsen hver 14. dag",
        people["jobcenter"],
        basis="LAB",
        day=case_day(2016, 11, 28),
        starts_on=later,
        deadline=ago(-30),
    )
    book.report(trial, later, RUNNING, by=users["jobcenter"])
    latest = min(today(), case_day(2017, 1, 9))
    book.dossier.change(trial, latest, reason="Arbejdsprøvningen er forlænget", deadline=ago(-75))
    train = book.intervention(
        lasting,
        InterventionArea.TRANSPORT,
        "Tage cyklen med i toget og cykle det sidste stykke på arbejde",
        "citizen",
        day=case_day(2016, 11, 28),
        starts_on=later,
    )
    book.report(train, later, RUNNING)
    book.intervention(
        lasting,
        InterventionArea.JOB_CENTRE,
        "Møde med arbejdspladsen om fast ansættelse",
        people["jobcenter"],
        basis="LAB",
        day=latest,
        deadline=ago(-60),
    )
    sunday = book.intervention(family, InterventionArea.FAMILY, "Middag hos forældrene hver søndag", parents[0])
    book.report(sunday, case_day(2016, 5, 16), RUNNING)


def _addiction(book: PlanBook) -> None:
    people, users = book.dossier.members, book.dossier.world.users
    book.lead(A, "addiction_centre", "Får Antabus og kommer til sine samtaler.")
    out = book.goal(A, "At komme ud af afhængigheden", citizens_own=True, target_on=ago(-200))
    year = book.goal(A, "Et helt år uden tilbagefald", parent=out, target_on=ago(-170))
    book.dossier.change(out, case_day(2016, 9, 12), attainment=Attainment.IMPROVING)
    book.dossier.change(year, case_day(2016, 12, 5), attainment=Attainment.IN_PROGRESS)
    medicine = book.intervention(
        year,
        InterventionArea.TREATMENT,
        "Antabus (disulfiram) to gange om ugen hos egen læge",
        people["laege"],
        basis="SUL § 141",
        starts_on=case_day(2016, 5, 10),
        deadline=ago(-100),
    )
    book.report(medicine, case_day(2016, 5, 10), RUNNING, by=users["laege"])
    book.report(
        medicine,
        case_day(2016, 12, 12),
        RUNNING,
        by=users["laege"],
        attainment=Attainment.SUSTAINING,
        follow_up_result=FollowUpResult.CONTINUE,
        follow_up_note="Møder som aftalt. Fortsætter uændret.",
    )
    talks = book.intervention(
        out,
        InterventionArea.TREATMENT,
        "Samtaler om at stå imod trangen, når vennerne drikker",
        people["rusmiddel"],
        basis="SUL § 141",
        starts_on=case_day(2016, 5, 17),
        deadline=ago(-35),
    )
    book.report(talks, case_day(2016, 5, 17), RUNNING, by=users["rusmiddel"])
    group = book.intervention(
        out,
        InterventionArea.TREATMENT,
        "Støttegruppe torsdag aften",
        people["rusmiddel"],
        starts_on=case_day(2016, 6, 2),
        deadline=case_day(2016, 9, 1),
    )
    book.report(
        group,
        case_day(2016, 7, 4),
        STOPPED,
        by=users["rusmiddel"],
        attainment=Attainment.NOT_ACHIEVED,
        ended_reason="Peter følte sig ikke hjemme i gruppen og vil hellere have enesamtaler",
    )


def _somatic(book: PlanBook) -> None:
    people, users = book.dossier.members, book.dossier.world.users
    book.lead(M, "hospital", case_words("Har ikke været indlagt siden {2016-05}. Vejrtrækningen er bedre."))
    breath = book.goal(M, "At få vejret bedre", citizens_own=True, target_on=ago(-150))
    book.dossier.change(breath, case_day(2016, 9, 12), attainment=Attainment.IMPROVING)
    home = book.goal(M, "At undgå nye akutte indlæggelser", kind=GoalKind.MAINTAIN, parent=breath)
    book.dossier.change(home, case_day(2016, 9, 12), attainment=Attainment.SUSTAINING)
    along = book.intervention(
        breath,
        InterventionArea.HEALTH,
        "Bisidder med til de første aftaler hos egen læge",
        people["koordinator"],
        starts_on=case_day(2016, 4, 25),
        deadline=case_day(2016, 6, 30),
    )
    book.report(along, case_day(2016, 6, 20), DONE, attainment=Attainment.ACHIEVED)
    debrief = book.intervention(
        home,
        InterventionArea.HEALTH,
        "Kontakt til sygehuset om en samtale om forløbet under indlæggelserne",
        people["sygehus"],
        starts_on=case_day(2016, 5, 2),
        deadline=case_day(2016, 6, 15),
    )
    book.report(debrief, case_day(2016, 6, 13), DONE, by=users["sygehus"], attainment=Attainment.ACHIEVED)
    control = book.intervention(
        breath,
        InterventionArea.HEALTH,
        "Kontrol af KOL og gennemgang af inhalatoren hver tredje måned",
        people["laege"],
        starts_on=case_day(2016, 5, 23),
        deadline=ago(-20),
    )
    book.report(control, case_day(2016, 5, 23), RUNNING, by=users["laege"])
    training = book.intervention(
        breath,
        InterventionArea.HEALTH,
        "Træningshold for mennesker med KOL to gange om ugen",
        people["Dorte Krag"],
        basis="SUL § 119",
        day=case_day(2016, 8, 15),
        starts_on=case_day(2016, 9, 1),
        deadline=ago(-25),
    )
    book.report(
        training,
        case_day(2016, 11, 7),
        InterventionStatus.WAITING,
        follow_up_note="Venter på et hold, der passer til mødetiderne.",
    )
    book.intervention(
        breath,
        InterventionArea.HEALTH,
        "Rygestopforløb, når Peter er klar til det",
        None,
        prioritised=False,
        day=case_day(2016, 9, 13),
    )


def _psychiatry(book: PlanBook) -> None:
    book.lead(P, "district_psychiatry", "Sover godt igen. Der er ikke brug for mere lige nu.")
    sleep = book.goal(P, "At blive ved med at sove godt", kind=GoalKind.MAINTAIN)
    book.dossier.change(sleep, case_day(2016, 9, 12), attainment=Attainment.SUSTAINING)
    habits = book.intervention(
        sleep,
        InterventionArea.HEALTH,
        "Faste sengetider og samtaler om mareridtene",
        book.dossier.members["koordinator"],
        starts_on=case_day(2016, 4, 25),
        deadline=case_day(2016, 9, 12),
    )
    book.report(habits, case_day(2016, 5, 2), RUNNING)
    book.report(habits, case_day(2016, 9, 12), DONE, attainment=Attainment.ACHIEVED)
