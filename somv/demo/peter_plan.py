"""Peter's plan: his words, the situation then and now, and what is done in four tracks."""

from __future__ import annotations

from citizens.enums import Part
from citizens.models import Relative
from core.dates import today
from plans.enums import Area, OtherPlanKind, PromptReply
from somv.demo import peter_tracks
from somv.demo.clock import ago, case_day, case_words, workday
from somv.demo.dossier import Dossier
from somv.demo.plan_book import PlanBook

A, P, M, S = Part.ADDICTION, Part.PSYCHIATRY, Part.SOMATIC, Part.SOCIAL

MATTERS = "At jeg selv er med til at bestemme, og at det er den samme, jeg taler med fra gang til gang."
WISHES = (
    "Jeg vil gerne have noget at stå op til om morgenen. Jeg drømmer om at komme ud af afhængigheden, "
    "om at få vejret bedre – og om at komme tilbage i arbejde."
)
RESOURCES = "Jeg elsker rockmusik. Jeg har gode forældre, og jeg er ikke bange for at tage fat, når jeg har det godt."
PREFERENCES = "Ring hellere end at skrive. Sig tingene lige ud, og giv mig tid til at tænke over det."
VIEW_OF_HELP = (
    "Før skulle jeg begynde forfra, hver gang der kom en ny. Nu har jeg én, der kender mig, "
    "og det er gået hurtigere med at komme ind, hvor jeg skulle."
)

# area, tracks, at the start, now
SITUATION: tuple[tuple[Area, tuple[Part, ...], str, str], ...] = (
    (
        Area.HOUSING,
        (S,),
        "Peter er en mand midt i fyrrerne. Han bor alene i en lejet lejlighed.",
        "Bor der stadig og er glad for stedet.",
    ),
    (
        Area.NETWORK,
        (S,),
        "Har god kontakt til sine forældre.",
        "Peter fortæller, at forholdet til forældrene er blevet normalt igen.",
    ),
    (Area.NETWORK, (A, S), "Vennerne drikker meget.", "Ser de samme venner, men går hjem, når det bliver sent."),
    (
        Area.WORK,
        (S,),
        "Har kontakt med jobcentret.",
        "Har været i arbejdsprøvning siden {2016-12-01}, og det bliver måske til et fast job. "
        "Tager cyklen med i toget og cykler på arbejde.",
    ),
    (Area.WORK, (A, S), "Blev fyret i {2015-06}, fordi han drak.", ""),
    (
        Area.ADDICTION,
        (A,),
        "Har været afhængig af alkohol i mange år.",
        "Får Antabus (disulfiram) hos egen læge.",
    ),
    (
        Area.SOMATIC,
        (M,),
        "Har haft KOL i mange år og bliver hurtigt forpustet. Har kun haft lidt kontakt med egen læge siden {2010}.",
        "Kommer fast hos egen læge igen.",
    ),
    (
        Area.SOMATIC,
        (A, M),
        "Gentagne akutte indlæggelser fra {2015-07} til {2016-03} – for vejrtrækningen og til afrusning.",
        "Har ikke været indlagt siden {2016-05}.",
    ),
    (Area.MENTAL, (P,), "Sover dårligt og har mareridt.", "Sover godt."),
)
CHALLENGES: tuple[tuple[str, tuple[Part, ...]], ...] = (
    ("At holde fast, også på de dage hvor trangen melder sig", (A,)),
    ("At arbejdsprøvningen bliver til et fast job", (S,)),
    ("At få luft nok til en hel arbejdsdag", (M, S)),
    ("At KOL ikke bliver værre", (M,)),
    ("At søvnen holder, når dagene bliver travle", (P,)),
)


def write(dossier: Dossier, parents: tuple[Relative, Relative]) -> PlanBook:
    """The plan: drafted in April, active in May, revised in September and this month (the case's calendar)."""
    book = PlanBook(
        dossier,
        case_day(2016, 4, 18),
        matters=MATTERS,
        wishes=WISHES,
        resources=RESOURCES,
        preferences=PREFERENCES,
        next_meeting_on=case_day(2016, 9, 12),
        if_absent="Vi holder mødet, hvis Peter har sagt ja til det på forhånd. Koordinatoren ringer til ham samme dag.",
    )
    lines = [(book.situation(area, tracks, case_words(start)), now) for area, tracks, start, now in SITUATION]
    for text, tracks in CHALLENGES:
        book.challenge(text, tracks)
    peter_tracks.write(book, parents)
    _agreements(book)
    _crisis(book)
    _other_plans(book)
    _prompts(book)
    book.accept(case_day(2016, 5, 9))
    book.activate(case_day(2016, 5, 9))
    second = case_day(2016, 9, 12)
    book.version(
        2, second, "Revideret på netværksmødet", next_meeting_on=case_day(2017, 1, 1), view_of_help=VIEW_OF_HELP
    )
    latest = min(today(), case_day(2017, 1, 9))
    for row, now in lines:
        if now:
            dossier.change(row, latest, now=case_words(now))
    book.version(3, latest, "Status er gjort op på netværksmødet", next_meeting_on=workday(ago(-46)))
    return book


def _agreements(book: PlanBook) -> None:
    first = book.agreement("Ringer samme dag, hvis en aftale skal flyttes", "Peter", ago(-40))
    book.agreement(
        "Indkalder alle til næste netværksmøde og spørger, hvem Peter vil have med", "Koordinatoren", ago(-25)
    )
    done = book.agreement("Samler de vigtigste breve i én mappe", "Peter og koordinatoren", case_day(2016, 9, 1))
    book.dossier.change(done, case_day(2016, 8, 29), done_on=case_day(2016, 8, 29))
    book.dossier.change(first, case_day(2016, 10, 3), due_on=ago(-46))


def _crisis(book: PlanBook) -> None:
    coordinator = book.by
    book.crisis(
        (
            (coordinator.name, coordinator.phone, "hverdage 8-16"),
            ("Grethe og Børge (mine forældre)", "24 00 47 11", "når som helst"),
            ("Egen læge", "54 00 16 60", "hverdage 8-16"),
            ("Akuttelefonen", "1818", "uden for lægens åbningstid"),
        ),
        early_signs="Jeg lader telefonen ringe og trækker gardinerne for. Jeg bliver forpustet af ingenting.",
        what_helps="At nogen kommer forbi. Et åbent vindue og en god plade. At trække vejret langsomt.",
        what_to_avoid="At blive skældt ud. At vente længe alene uden at vide, hvad der sker.",
        treatment_wishes="Ring til min koordinator, hvis der er tid til det. Fortæl mig én ting ad gangen.",
    )


def _other_plans(book: PlanBook) -> None:
    book.other_plan(OtherPlanKind.JOB, "Jobcenter Guldborgsund", (S,), case_day(2016, 11, 21), "Jobkonsulenten")
    book.other_plan(OtherPlanKind.TREATMENT, "Kommunens alkoholbehandling", (A,), case_day(2016, 5, 17), "Behandleren")
    book.other_plan(OtherPlanKind.ACTION_PLAN, "Kommunen", (S, A), case_day(2016, 6, 20), "Sagsbehandleren")


def _prompts(book: PlanBook) -> None:
    day = case_day(2016, 9, 13)
    book.answer(0, PromptReply.YES, "Peter har ikke haft sådanne tanker. Vi spørger igen på hvert møde.", day)
    book.answer(1, PromptReply.NO, "", day)
    book.answer(2, PromptReply.YES, "Gennemgået hos egen læge.", day)
    book.answer(3, PromptReply.YES, "Vil gerne holde op med at ryge, men ikke endnu.", day)
    book.answer(4, PromptReply.YES, "Er i behandling for alkohol.", day)
    book.answer(6, PromptReply.YES, "Lungefunktionen er målt i klinikken.", day)
    book.answer(7, PromptReply.NOT_RELEVANT, "Ingen børn.", day)
