"""Thomas's plan. A text names the matters of its own track and no workplace (see `thomas.py`)."""

from __future__ import annotations

from datetime import date

from citizens.enums import Part
from core.dates import today
from plans.enums import Area, OtherPlanKind, PromptReply
from somv.demo import thomas_tracks
from somv.demo.clock import ago, case_day, case_words, workday
from somv.demo.dossier import Dossier
from somv.demo.plan_book import PlanBook
from tracks.enums import ContactForm

A, P, M, S = Part.ADDICTION, Part.PSYCHIATRY, Part.SOMATIC, Part.SOCIAL

# area, tracks, at the start, now
SITUATION: tuple[tuple[Area, tuple[Part, ...], str, str], ...] = (
    (Area.DAILY_LIFE, (S,), "Thomas er en mand i halvtredserne.", "Passer sit kolonihavehus."),
    (Area.ECONOMY, (S,), "Får førtidspension.", "Økonomien hænger sammen."),
    (
        Area.NETWORK,
        (S,),
        "Ensom. Intet netværk med overskud til at hjælpe.",
        "Får besøg af frivillige to gange om ugen.",
    ),
    (Area.MENTAL, (P,), "Har angst.", "Har stadig angst, men i langt mindre grad."),
    (
        Area.ADDICTION,
        (A,),
        "Er afhængig af piller og alkohol.",
        "Er stadig afhængig, men i langt mindre grad.",
    ),
    (
        Area.SOMATIC,
        (P, M),
        "Mere end 20 indlæggelser i {2015}, på sygehuset og i psykiatrien – tit flere på samme uge "
        "og tit med ambulance. Vi blev opmærksomme på Thomas i akutmodtagelsen på Nykøbing Falster Sygehus.",
        "Har ikke været indlagt siden {2016-01}.",
    ),
    (
        Area.NETWORK,
        (A, P, M, S),
        "Har kontakt med psykiatrien, sygehuset, egen læge, jobcentret, hjemmesygeplejen og kommunens sagsbehandlere.",
        "De samme, men nu efter én plan.",
    ),
)


def write(dossier: Dossier) -> PlanBook:
    """Drafted in January, active in February, revised in July and last month (the case's calendar)."""
    book = PlanBook(
        dossier,
        case_day(2016, 1, 25),
        matters="At nogen kommer, når de har sagt, at de kommer. Og at jeg kan være i mit eget hjem.",
        wishes="Jeg vil gerne have rolige dage, nogen at drikke kaffe med, og en have, der ikke gror til.",
        resources="Jeg er god til planter og til at reparere ting. Jeg siger til, når jeg er tryg ved folk.",
        preferences="Kom hellere ofte og kort end sjældent og længe. Skriv klokkeslættet ned til mig.",
        next_meeting_on=case_day(2016, 7, 11),
        if_absent="Vi venter et kvarter og ringer. Kommer Thomas ikke, finder vi en ny dag.",
    )
    lines = [(book.situation(area, tracks, case_words(start)), now) for area, tracks, start, now in SITUATION]
    for text, tracks in (
        ("At være alene i lange perioder", (S,)),
        ("Angsten, når der sker for meget på én gang", (P,)),
        ("Pillerne og drikkeriet, når aftenerne bliver lange", (A,)),
        ("At kroppen bliver undersøgt, når den gør ondt", (M,)),
    ):
        book.challenge(text, tracks)
    thomas_tracks.write(book)
    _round_about(book)
    _log(book)
    book.accept(case_day(2016, 2, 8))
    book.activate(case_day(2016, 2, 8))
    book.version(
        2,
        case_day(2016, 7, 11),
        "Revideret på netværksmødet",
        next_meeting_on=case_day(2016, 12, 12),
        view_of_help="Nu er der nogen, der har styr på, hvem der kommer hvornår. Det har jeg ikke prøvet før.",
    )
    latest = min(today(), case_day(2016, 12, 12))
    for row, now in lines:
        dossier.change(row, latest, now=case_words(now))
    book.version(3, latest, "Status er gjort op på netværksmødet", next_meeting_on=workday(ago(-64)))
    return book


def _round_about(book: PlanBook) -> None:
    coordinator: tuple[str, str, str] = (book.by.name, book.by.phone, "hverdage 8-16")
    book.crisis(
        (coordinator, ("Egen læge", "54 00 21 60", "hverdage 8-16"), ("Akuttelefonen", "1818", "hele døgnet")),
        early_signs="Jeg går frem og tilbage i stuen og ringer til mange på én gang. Jeg glemmer at spise.",
        what_helps="At en, jeg kender, sætter sig ned hos mig. En kop kaffe. At vi går ud og ser på planterne.",
        what_to_avoid="Mange mennesker på én gang. At blive sendt videre uden at vide hvorhen.",
        treatment_wishes="Spørg mig, hvad der plejer at hjælpe. Ring til min koordinator, før jeg skal noget nyt.",
    )
    book.agreement("Skriver ugens besøg på tavlen i køkkenet", "Thomas", ago(-14))
    book.agreement("Finder en dag til næste netværksmøde sammen med Thomas", "Koordinatoren", ago(-40))
    book.other_plan(OtherPlanKind.TREATMENT, "Psykiatrien", (P,), case_day(2016, 2, 15), "Kontaktpersonen")
    book.other_plan(OtherPlanKind.ACTION_PLAN, "Kommunen", (S,), case_day(2016, 3, 7), "Sagsbehandleren")
    day: date = case_day(2016, 7, 12)
    book.answer(0, PromptReply.YES, "Der er lavet en aftale om, hvem Thomas ringer til.", day)
    book.answer(1, PromptReply.YES, "Løse tæpper er fjernet.", day)
    book.answer(2, PromptReply.YES, "Afstemt, da medicinen blev lagt om.", day)
    book.answer(4, PromptReply.YES, "Er i behandling.", day)
    book.answer(5, PromptReply.YES, "Nævn det, når symptomer bliver forklaret med angst.", day)
    book.answer(7, PromptReply.NOT_RELEVANT, "", day)


def _log(book: PlanBook) -> None:
    users, tracks = book.dossier.world.users, book.tracks
    for kind, day, who, text in (
        (P, case_day(2016, 5, 9), "psykiatri", "Vi har hilst på hinanden. Thomas vil gerne have faste tider."),
        (
            P,
            case_day(2016, 10, 10),
            "psykiatri",
            "Går nu selv i butikken om formiddagen. Angsten er der, men han bliver i den.",
        ),
        (A, case_day(2016, 4, 29), "rusmiddel", "Andet forløb er afsluttet som planlagt."),
        (A, case_day(2016, 9, 13), "rusmiddel", "Et par svære aftener, men ingen piller fra andre."),
        (M, case_day(2016, 3, 1), "sygehus", "Aftalen hænger på køleskabet. Den er brugt to gange."),
        (S, case_day(2016, 6, 6), "koordinator", "Kolonihavehuset er malet. Thomas viste det frem."),
        (S, min(today(), case_day(2016, 12, 13)), "koordinator", "Besøgene ligger nu tirsdag og fredag."),
    ):
        book.comment(tracks[kind], text, day, users[who])
    book.comment(tracks[P], "Thomas kom selv med bussen i dag.", ago(3), users["psykiatri"], 13)
    for form, day, tracks_, whom, text in (
        (
            ContactForm.VISIT,
            case_day(2016, 1, 25),
            (S,),
            "Thomas",
            "Første besøg. Vi lavede en liste over alle, der kommer i hjemmet.",
        ),
        (
            ContactForm.PHONE,
            case_day(2016, 2, 12),
            (P,),
            "Thomas",
            "En urolig morgen. Vi talte sammen, til det gik over.",
        ),
        (
            ContactForm.MEETING,
            case_day(2016, 3, 7),
            (S,),
            "Thomas og sagsbehandleren",
            "Bostøtten fortsætter. Thomas fik brevet læst højt.",
        ),
        (
            ContactForm.PHONE,
            ago(19),
            (S,),
            "Thomas",
            "Thomas vil ikke længere dele noget med ét af stederne. Det er skrevet ind samme dag.",
        ),
    ):
        book.contact(form, day, tracks_, whom, text)
