"""Peter's logbook: comments within a track, and the coordinator's notes of contacts."""

from __future__ import annotations

from citizens.enums import Part
from core.dates import today
from somv.demo.clock import ago, case_day
from somv.demo.dossier import Dossier
from somv.demo.plan_book import PlanBook
from tracks.enums import ContactForm

A, P, M, S = Part.ADDICTION, Part.PSYCHIATRY, Part.SOMATIC, Part.SOCIAL


def write(dossier: Dossier, book: PlanBook) -> None:
    """Lines of nine months."""
    _comments(dossier, book)
    _news(dossier, book)
    for form, day, tracks, whom, text in (
        (
            ContactForm.VISIT,
            case_day(2016, 4, 20),
            (S,),
            "Peter",
            "Første hjemmebesøg. Vi skrev ned, hvad der skal ske først, og hvem der gør hvad.",
        ),
        (
            ContactForm.VISIT,
            case_day(2016, 4, 25),
            (M,),
            "Peter og hans læge",
            "Med som bisidder. Peter fik sagt det, han ville, og har fået en ny tid.",
        ),
        (
            ContactForm.PHONE,
            case_day(2016, 5, 2),
            (P,),
            "Peter",
            "Han har haft en uge med få timers søvn. Vi talte om faste sengetider.",
        ),
        (
            ContactForm.PHONE,
            case_day(2016, 5, 17),
            (A,),
            "Peter",
            "Første samtale om drikkeriet gik godt. Han vil gerne fortsætte.",
        ),
        (
            ContactForm.MEETING,
            case_day(2016, 6, 13),
            (M,),
            "Peter og afdelingen",
            "Vi gennemgik indlæggelserne sammen. Peter forstår nu bedre, hvornår han skal ringe.",
        ),
        (
            ContactForm.PHONE,
            case_day(2016, 7, 18),
            (S,),
            "Peter",
            "Aftalt, at vi øver samtalen om uddannelsesforløbet, inden han skal af sted.",
        ),
        (
            ContactForm.VISIT,
            case_day(2016, 8, 22),
            (S,),
            "Peter",
            "Begynder på forløbet på mandag. Han har købt en god taske til det.",
        ),
        (
            ContactForm.MESSAGE,
            case_day(2016, 10, 14),
            (S,),
            "Peter",
            "Skriver, at han klarer det selv i næste uge, og at han ringer, hvis der er noget.",
        ),
        (
            ContactForm.PHONE,
            case_day(2016, 12, 5),
            (S,),
            "Peter",
            "De første dage på arbejdspladsen er gået godt. Toget passer med mødetiden.",
        ),
        (
            ContactForm.PHONE,
            min(ago(3), case_day(2017, 1, 6)),
            (S,),
            "Peters mor",
            "De ses hver søndag. Hun synes, at Peter ligner sig selv igen.",
        ),
    ):
        book.contact(form, day, tracks, whom, text)


def _news(dossier: Dossier, book: PlanBook) -> None:
    """What the others wrote in the last days: it stands on the coordinator's front page."""
    users, tracks = dossier.world.users, book.tracks
    book.comment(
        tracks[A], "En god samtale. Peter vil selv ringe, hvis fridagene bliver svære.", ago(5), users["rusmiddel"], 11
    )
    book.comment(tracks[M], "Lungefunktionen er uændret. Ny tid om tre måneder.", ago(2), users["laege"], 15)


def _comments(dossier: Dossier, book: PlanBook) -> None:
    users = dossier.world.users
    tracks = book.tracks
    recent = min(today(), case_day(2017, 1, 9))
    for kind, day, who, text in (
        (
            S,
            case_day(2016, 9, 6),
            "koordinator",
            "Peter har fået ny kontaktperson; vi har sagt goddag til hinanden alle tre.",
        ),
        (S, case_day(2016, 12, 8), "koordinator", "Mødetiden er flyttet en halv time, så toget passer."),
        (S, recent, "koordinator", "Arbejdspladsen er glad for Peter og vil gerne tale om en fast stilling."),
        (A, case_day(2016, 6, 7), "rusmiddel", "Peter kommer til tiden og er åben om, hvornår det er svært."),
        (A, case_day(2016, 8, 9), "laege", "Ingen bivirkninger af Antabus. Blodprøverne er fine."),
        (A, case_day(2016, 10, 4), "rusmiddel", "Har sagt nej to gange i weekenden. Det er han stolt af."),
        (A, case_day(2016, 12, 12), "koordinator", "Peter vil gerne have en aftale klar til de næste lange fridage."),
        (M, case_day(2016, 5, 24), "laege", "Lungefunktionen er målt. Inhalatoren blev brugt forkert; nu er det øvet."),
        (
            M,
            case_day(2016, 6, 14),
            "sygehus",
            "God samtale. Peter ved nu, at han kan ringe til afdelingen, før det bliver akut.",
        ),
        (M, case_day(2016, 11, 8), "koordinator", "Træningsholdet er udsat, fordi det lå i arbejdstiden."),
        (P, case_day(2016, 9, 12), "koordinator", "Mareridtene er væk. Vi lader punktet stå, så vi husker at spørge."),
    ):
        book.comment(tracks[kind], text, day, users[who])
