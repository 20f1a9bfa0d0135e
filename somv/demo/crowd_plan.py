"""Networks and plans of the other citizens, told by the stories of their tracks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from citizens.enums import Part
from core.dates import today
from plans.enums import ClosedBecause, PromptReply
from somv.demo.clock import ago, workday
from somv.demo.crowd_network import FUNCTIONS, Members
from somv.demo.crowd_people import Someone
from somv.demo.crowd_voices import VIEWS, VOICES
from somv.demo.dossier import Dossier
from somv.demo.plan_book import PlanBook
from somv.demo.story import Deed, Story
from tracks.enums import Attainment, ContactForm, GoalKind, InterventionStatus
from tracks.models import Goal, Intervention

Stories = Mapping[Part, Story]
CLOSED = {
    "goals": (ClosedBecause.GOALS_REACHED, "Målene er nået. Egen læge og bostøtte fortsætter som hidtil."),
    "moved": (ClosedBecause.MOVED, "Flyttet til en anden kommune. Planen er givet videre med borgerens ja."),
    "other": (ClosedBecause.OTHER_OFFER, "Fortsætter i et andet tilbud, som nu holder trådene."),
    "wish": (ClosedBecause.CITIZEN_WISHES, "Borgeren vil gerne klare sig selv nu og ved, hvor han kan henvende sig."),
}
RUNNING, DONE, STOPPED = InterventionStatus.IN_PROGRESS, InterventionStatus.DONE, InterventionStatus.STOPPED


def write(dossier: Dossier, someone: Someone, since: date, stories: Stories, members: Members, chance: Random) -> None:
    """The plan, and for one an earlier one that was closed."""
    if "renewed" in someone.marks:
        early = _book(dossier, someone, since + timedelta(days=3), stories, members, chance, number=1)
        early.close(
            ago(55), ClosedBecause.GOALS_REACHED, "Det første hold mål er nået. Vi begynder på en ny plan sammen."
        )
        dossier.ledger.write()  # a second plan cannot be there before the first is closed
        _book(dossier, someone, ago(50), stories, members, chance, number=2)
        return
    book = _book(dossier, someone, workday(since + timedelta(days=5)), stories, members, chance)
    if someone.stage == "closed":
        because, summary = next(CLOSED[mark] for mark in CLOSED if mark in someone.marks)
        book.close(ago(18), because, summary)
    if "ownerless" in someone.marks:
        gone = next(value for key, value in members.items() if key in FUNCTIONS)
        dossier.change(gone, ago(12), reason="Har fået andet arbejde; afløser mangler", ends_on=ago(12))


def _book(
    dossier: Dossier,
    someone: Someone,
    started: date,
    stories: Stories,
    members: Members,
    chance: Random,
    number: int = 1,
) -> PlanBook:
    matters, wishes, resources, preferences = chance.choice(VOICES)
    draft, bare = someone.stage == "draft", "bare" in someone.marks
    accepted = not draft or "accepted" in someone.marks
    book = PlanBook(
        dossier,
        started,
        number=number,
        matters=matters,
        wishes="" if bare else wishes,
        resources=resources,
        preferences=preferences,
        view_of_help=chance.choice(VIEWS),
        next_meeting_on=None if bare else workday(ago(-chance.randint(6, 140))),
        if_absent="" if bare else "Vi venter et kvarter og ringer. Derefter finder vi en ny dag.",
        not_accepted_reason="" if accepted or bare else "Vil gerne tale den igennem med en pårørende først.",
    )
    for track, story in stories.items():
        _track(book, someone, track, story, members, chance)
    if not bare:
        _front_and_crisis(book, someone, chance)
    if accepted:
        book.accept(started + timedelta(days=2))
    if not draft:
        active = started + timedelta(days=4)
        book.activate(active)
        if (today() - active).days > 170 and someone.stage == "active":
            book.version(2, ago(chance.randint(20, 60)), "Revideret på netværksmødet")
    return book


def _track(book: PlanBook, someone: Someone, track: Part, story: Story, members: Members, chance: Random) -> None:
    book.tracks[track].status_line = story.status
    book.situation(story.area, (track,), story.start, story.now if someone.stage != "draft" else "")
    book.challenge(story.challenge, (track,))
    if "no-goal" in someone.marks:
        return
    kind = GoalKind.MAINTAIN if story.keep else GoalKind.CHANGE
    goal = book.goal(track, story.goal, kind=kind, citizens_own=True, target_on=ago(-chance.randint(60, 200)))
    below = book.goal(track, story.subgoal, parent=goal, target_on=ago(-chance.randint(30, 60)))
    rows = [
        _deed(book, someone, deed, below if place else goal, members, chance) for place, deed in enumerate(story.deeds)
    ]
    if someone.stage != "draft":
        _lived(book, someone, goal, rows, story, chance)


def _deed(book: PlanBook, someone: Someone, deed: Deed, goal: Goal, members: Members, chance: Random) -> Intervention:
    who = members.get(deed.who, members["coordinator"])
    if "bare" in someone.marks:
        who = None
    start = book.started + timedelta(days=chance.randint(4, 12))
    deadline = max(start, workday(ago(-chance.randint(8, 120))))
    status = InterventionStatus.NOT_STARTED if start > today() or someone.stage == "draft" else RUNNING
    return book.intervention(
        goal,
        deed.area,
        deed.text,
        who,
        basis=deed.basis,
        starts_on=start,
        deadline=deadline,
        status=status,
        prioritised=chance.random() < 0.85 or "bare" in someone.marks,
    )


def _lived(
    book: PlanBook, someone: Someone, goal: Goal, rows: list[Intervention], story: Story, chance: Random
) -> None:
    """What has happened since: statuses, a deadline that moved, comments and contacts."""
    days = (ago(3) - book.started).days - 12
    if "quiet" in someone.marks:
        days = max(days - 70, 2)

    def later(part: float) -> date:
        return min(workday(book.started + timedelta(days=12 + int(days * part))), ago(1))

    if "overdue" in someone.marks:
        book.dossier.change(rows[0], later(0.3), deadline=max(ago(chance.randint(4, 20)), rows[0].starts_on or today()))
    elif chance.random() < 0.5:
        book.dossier.change(
            rows[0], later(0.6), reason="Mere tid er nødvendig", deadline=workday(ago(-chance.randint(30, 130)))
        )
    book.dossier.change(
        goal, later(0.7), attainment=chance.choice([Attainment.IMPROVING, Attainment.IN_PROGRESS, Attainment.NO_CHANGE])
    )
    if len(rows) > 1 and chance.random() < 0.6:
        if chance.random() < 0.7:
            book.report(
                rows[-1],
                later(0.8),
                DONE,
                attainment=Attainment.ACHIEVED,
                follow_up_note="Det gik, som vi havde aftalt.",
            )
        else:
            book.report(rows[-1], later(0.8), STOPPED, ended_reason="Passede ikke ind i hverdagen")
    for place, text in enumerate(story.comments):
        book.comment(book.tracks[Part(goal.track.kind)], text, later(0.4 + 0.5 * place))
    form = chance.choice([ContactForm.VISIT, ContactForm.PHONE])
    text = chance.choice(
        [
            "Talte om ugen, der gik, og om den næste aftale.",
            "Gennemgik planen. Alt var, som det skulle være.",
            "Aftalte, hvem der gør hvad til næste gang.",
        ]
    )
    book.contact(form, later(chance.random()), (Part(goal.track.kind),), "Borgeren", text)


def _front_and_crisis(book: PlanBook, someone: Someone, chance: Random) -> None:
    book.agreement("Ringer, hvis en aftale skal flyttes", someone.given, ago(-chance.randint(5, 40)))
    book.agreement("Sender referat og ny dato til alle", "Koordinatoren", ago(-chance.randint(5, 40)))
    book.answer(0, PromptReply.YES, "Talt om og aftalt, hvem der ringes til.")
    book.answer(7, PromptReply.YES if "children" in someone.marks else PromptReply.NOT_RELEVANT)
    if someone.stage == "draft" or chance.random() < 0.25:
        return
    book.crisis(
        ((book.by.name, book.by.phone, "hverdage 8-16"), ("Akuttelefonen", "1818", "hele døgnet")),
        early_signs="Jeg svarer ikke på beskeder og holder op med at spise ordentligt.",
        what_helps="At en, jeg kender, kommer forbi og bliver lidt.",
        what_to_avoid="Mange spørgsmål på én gang.",
        treatment_wishes="Ring til min koordinator først.",
    )
