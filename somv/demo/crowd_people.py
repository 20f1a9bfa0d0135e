"""The other citizens of the demo: who they are and how far they have come. All invented."""

from __future__ import annotations

from typing import NamedTuple

from citizens.enums import Part

A, P, M, S = Part.ADDICTION, Part.PSYCHIATRY, Part.SOMATIC, Part.SOCIAL
G, L, V = "Guldborgsund", "Lolland", "Vordingborg"
ONE, TWO, THREE = "koordinator", "koordinator2", "koordinator3"


class Someone(NamedTuple):
    given: str
    family: str
    age: int
    municipality: str
    coordinator: str
    stage: str  # referred, included, excluded, draft, active, expired, closed, withdrawn
    tracks: tuple[Part, ...] = ()
    marks: frozenset[str] = frozenset()  # see crowd_marks.py


def _row(
    name: str, age: int, municipality: str, coordinator: str, stage: str, tracks: tuple[Part, ...] = (), *marks: str
) -> Someone:
    given, _space, family = name.partition("/")
    return Someone(given.strip(), family.strip(), age, municipality, coordinator, stage, tracks, frozenset(marks))


FIRST: tuple[Someone, ...] = (
    # Referred: the enrolment stands at different steps
    _row("Jannie / Storm", 38, G, ONE, "referred", (), "step1"),
    _row("Egon / Dahlgaard", 66, L, ONE, "referred", (), "step1", "no-cpr"),
    _row("Sanne / Toft Mikkelsen", 29, G, ONE, "referred", (), "step2"),
    _row("Kurt / Ågerup", 52, L, TWO, "referred", (), "step1"),
    _row("Maj-Britt / Nygård", 47, L, TWO, "referred", (), "step2", "missing"),
    _row("Oliver / Krogh", 24, G, TWO, "referred", (), "step1"),
    # Not included
    _row("Vagn / Møllegaard", 78, L, ONE, "excluded", (), "old"),
    _row("Rita / Bruun", 61, G, TWO, "excluded", (), "ill"),
    _row("Finn / Ellekær", 55, L, TWO, "excluded", (), "no-wish"),
    # Included, no plan yet
    _row("Lotte / Skaarup", 41, G, ONE, "included", (), "step3"),
    _row("Ibrahim / Al-Hassan", 36, G, ONE, "included", (), "interpreter", "step4"),
    _row("Gitte / Hjorth", 57, L, TWO, "included", (), "step4"),
    _row("Bo / Ravnsborg", 49, L, TWO, "included", (), "step3"),
    _row("Signe / Aabye", 33, G, TWO, "included", (), "step4"),
    _row("Palle / Knudstrup", 63, L, TWO, "included", (), "step4"),
    # Drafts
    _row("Heidi / Brøndum", 44, G, ONE, "draft", (A, S), "bare", "no-goal"),
    _row("Kenneth / Juul", 39, G, ONE, "draft", (P, S)),
    _row("Åse / Øllgaard", 59, L, ONE, "draft", (M, S), "accepted"),
    _row("Mohamed / Farah", 31, L, TWO, "draft", (P, S), "interpreter"),
    _row("Tina / Wulff", 46, L, TWO, "draft", (A, P)),
    _row("Jørgen / Sæderup", 67, G, TWO, "draft", (M,), "bare"),
    _row("Pia / Lindholt", 51, G, TWO, "draft", (P, M, S), "accepted"),
    # Active, of the first coordinator
    _row("Anette / Friborg", 48, G, ONE, "active", (A, P, S), "overdue"),
    _row("Brian / Overgård", 37, G, ONE, "active", (A, S), "ownerless"),
    _row("Connie / Vestergård", 62, L, ONE, "active", (M, S), "admitted"),
    _row("Dennis / Høeg", 34, L, ONE, "active", (A, P, S), "protected"),
    _row("Ellen / Aagaard", 69, G, ONE, "active", (M,), "expiring"),
    _row("Flemming / Bonde", 58, G, ONE, "active", (A, M, S), "quiet"),
    _row("Gry / Sørup", 27, L, ONE, "active", (P, S), "children"),
    _row("Hans Christian / Brockenhuus-Lyngby Østergaard", 54, G, ONE, "active", (A, P, M, S), "overdue"),
    _row("Inge / Kjær", 65, L, ONE, "active", (M, S)),
    _row("Jesper / Uldall", 43, G, ONE, "active", (A, S), "renewed"),
    _row("Kirsten-Marie / Nørgaard", 56, G, ONE, "active", (P, M)),
    _row("Lone / Østergård", 50, L, ONE, "active", (A, P, S), "shift", "handed-over"),
    # Active, of the second coordinator
    _row("Morten / Grønbech", 40, L, TWO, "active", (A, P, S)),
    _row("Nadia / Hussain", 35, L, TWO, "active", (P, S), "interpreter", "children"),
    _row("Ole / Riber", 64, L, TWO, "active", (A, M), "overdue"),
    _row("Per-Erik / Tange", 59, L, TWO, "active", (M, S)),
    _row("Ragnhild / Bøgelund", 68, G, TWO, "active", (M, P), "admitted"),
    _row("Steen / Falkenberg", 45, G, TWO, "active", (A, P, M, S)),
    _row("Trine / Åkjær", 30, G, TWO, "active", (P, S), "shift"),
    _row("Ulrik / Damsbo", 53, L, TWO, "active", (A, S), "ownerless"),
    _row("Vibeke / Munch", 60, L, TWO, "active", (M, S), "quiet"),
    _row("Winnie / Krag Sølvsten", 42, G, TWO, "active", (A, P)),
    _row("Yvonne / Ebbesen", 55, L, TWO, "active", (P, M, S)),
    _row("Zoran / Petrović", 47, G, TWO, "active", (A, M, S), "interpreter"),
    _row("Ægir / Jónsson", 38, L, TWO, "active", (A, P)),
    # The exchange consent has run out
    _row("Allan / Bisgård", 51, G, ONE, "expired", (A, S)),
    _row("Birthe / Kragh", 66, L, TWO, "expired", (M, S)),
    _row("Christian / Mørch", 33, L, TWO, "expired", (P,)),
    _row("Dorthe / Ipsen", 49, G, TWO, "expired", (A, P)),
    # Closed
    _row("Erik / Stubkjær", 61, G, ONE, "closed", (A, M), "goals"),
    _row("Frank / Lundsgaard", 46, L, ONE, "closed", (S,), "moved"),
    # The same person as above, in a record from before: the project lead can merge the two
    _row("Inge / Kjær", 65, L, TWO, "closed", (M,), "other", "no-cpr", "double"),
    _row("Henriette / Aarestrup", 39, G, TWO, "closed", (P, S), "goals"),
    _row("Ivan / Skytte", 57, L, TWO, "closed", (A,), "wish"),
    # Participation withdrawn: read only, to be closed
    _row("Jytte / Borgen", 58, G, ONE, "withdrawn", (P, S)),
    _row("Karsten / Møgelvang", 44, L, TWO, "withdrawn", (A,)),
)
SECOND: tuple[Someone, ...] = (
    _row("Lasse / Bredal", 29, V, THREE, "referred", (), "step1"),
    _row("Merete / Holck", 52, V, THREE, "included", (), "step4"),
    _row("Niels Ove / Aastrup", 63, V, THREE, "draft", (M, S)),
    _row("Olga / Wiśniewska", 41, V, THREE, "active", (P, S), "interpreter"),
    _row("Poul / Dybdal", 67, V, THREE, "active", (A, M)),
    _row("Randi / Søborg", 36, V, THREE, "active", (P, S), "children"),
    _row("Sten / Hvidtfeldt", 48, V, THREE, "active", (A, P, S)),
    _row("Tove / Ørum", 59, V, THREE, "closed", (M,), "goals"),
)
