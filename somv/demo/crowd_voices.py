"""What the other citizens say themselves, why they were referred, and where they live."""

from __future__ import annotations

# matters, wishes, resources, preferences
VOICES: tuple[tuple[str, str, str, str], ...] = (
    (
        "At der er ro om aftenen, og at jeg ved, hvem der kommer i morgen.",
        "Jeg vil gerne kunne have mine børn på besøg, uden at de bliver bange.",
        "Jeg laver god mad, og jeg er der for mine venner.",
        "Kom til tiden. Ring, hvis du bliver forsinket.",
    ),
    (
        "At jeg bliver taget alvorligt første gang, jeg siger noget.",
        "At komme ud at fiske igen, og at sove en hel nat.",
        "Jeg kender hele byen og kan grine af det meste.",
        "Ikke for mange på én gang. Jeg vil helst sidde ved døren.",
    ),
    (
        "Min hund. Den skal have det godt, også når jeg har det skidt.",
        "En lejlighed i stueetagen, hvor hunden må være.",
        "Jeg går tre lange ture om dagen.",
        "Vi kan gå og snakke. Det er lettere end at sidde over for hinanden.",
    ),
    (
        "At være en mor, der møder op.",
        "Jeg vil gerne færdiggøre min uddannelse, også selv om det tager tid.",
        "Jeg er god til at planlægge, når hovedet er klart.",
        "Skriv til mig. Jeg tager ikke telefonen, når nummeret er skjult.",
    ),
    (
        "At jeg selv kan bestemme, hvad der skal ske først.",
        "At komme af med smerterne, så jeg kan gå op i byen og hjem igen.",
        "Jeg har arbejdet i 35 år og kan stadig bruge hænderne.",
        "Tal tydeligt, og skriv aftalen ned.",
    ),
    (
        "At høre til et sted.",
        "At synge i kor igen.",
        "Min søster ringer hver søndag. Jeg har en god stemme.",
        "Giv mig tid. Jeg svarer, når jeg har tænkt.",
    ),
    (
        "At regningerne er betalt, så jeg tør åbne posten.",
        "Et arbejde nogle timer om ugen, gerne udendørs.",
        "Jeg er stærk og kan godt lide dyr.",
        "Sig det, som det er. Ikke noget med pæne omskrivninger.",
    ),
    (
        "At holde min mands have, som han gjorde.",
        "At kunne blive boende i huset.",
        "Jeg strikker, og jeg har en god nabo.",
        "Kom om formiddagen. Om eftermiddagen er jeg træt.",
    ),
    (
        "At min familie kan stole på mig igen.",
        "At kunne passe mit barnebarn en hel dag.",
        "Jeg giver ikke op. Det siger de alle sammen.",
        "Lad mig fortælle færdig, før du spørger.",
    ),
    (
        "At have et par rolige timer hver dag med musik.",
        "En rejse til havet, bare et par dage.",
        "Jeg spiller guitar og lærer gerne fra mig.",
        "Ring ikke før klokken ti.",
    ),
)
VIEWS: tuple[str, ...] = (
    "Der har været mange forskellige. Det er godt, at der nu er én, der husker det.",
    "Nogle gange er jeg blevet sendt videre tre gange på en dag. Det sker sjældnere nu.",
    "De har gjort, hvad de kunne, hver for sig. Jeg savnede, at de talte sammen.",
    "Det hjælper, at aftalerne står ét sted.",
)
REASONS: tuple[str, ...] = (
    "Mange korte kontakter på kort tid, og aftalerne når ikke at følge med.",
    "Kommer ofte akut og går igen uden en plan. Ønsker selv, at nogen samler det.",
    "Har aftaler fem steder og bliver væk fra de fleste, fordi de ligger oven i hinanden.",
    "Står med både helbred, bolig og økonomi på én gang og ved ikke, hvor det skal begynde.",
    "Har haft fire kontaktpersoner på et år og har mistet modet.",
)
REFERRERS: tuple[tuple[str, str], ...] = (
    ("Lisbeth Munk, sygeplejerske", "Akutmodtagelsen"),
    ("Jens Oldrup, socialrådgiver", "Kommunen"),
    ("Mona Sejer, læge", "Almen praksis"),
    ("Tage Bille, hjemmesygeplejerske", "Hjemmesygeplejen"),
    ("Karin Elmose, frivillig leder", "Et værested"),
)
# municipality → (street, postal code, town)
ADDRESSES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "Guldborgsund": (
        ("Kirkevænget {n}", "4800", "Nykøbing Falster"),
        ("Møllebakken {n}", "4990", "Sakskøbing"),
        ("Havnegade {n}, st.", "4850", "Stubbekøbing"),
        ("Ved Diget {n}", "4873", "Væggerløse"),
    ),
    "Lolland": (
        ("Tilegade {n}, 1. sal", "4900", "Nakskov"),
        ("Søvej {n}", "4930", "Maribo"),
        ("Fjordparken {n}", "4970", "Rødby"),
        ("Gærdet {n}", "4920", "Søllested"),
    ),
    "Vordingborg": (("Bakkevej {n}", "4760", "Vordingborg"), ("Åvænget {n}", "4720", "Præstø")),
}
RELATIVES: tuple[tuple[str, str], ...] = (
    ("Bodil", "søster"), ("Mikkel", "søn"), ("Karen", "mor"), ("Simon", "bror"), ("Line", "datter"),
    ("Aksel", "nabo"), ("Ditte", "veninde"), ("Jonna", "moster"),
)  # fmt: skip
STAFF: dict[str, tuple[str, ...]] = {
    "addiction": ("Gorm Thyregod", "Selma Poulsgaard", "Arne Vadstrup"),
    "psychiatry": ("Esther Lyngsø", "Mads Hedegård", "Rikke Skovbo"),
    "hospital": ("Inger Blichfeldt", "Peder Hauge"),
    "job_centre": ("Torben Iversen", "Rosa Mejer", "Klaus Kaas"),
    "nursing": ("Susanne Winther", "Tage Bille", "Vera Lauge"),
    "home_care": ("Malene Dall", "Ditlev Riis"),
    "support": ("Lene Kruse", "Emil Stage", "Nora Balle"),
    "social": ("Jørn Lindegaard", "Anja Post", "Thea Wiberg"),
    "health": ("Dorte Krag", "Asger Bang"),
    "practice": ("Bente Ravn", "Helge Strøm"),
    "volunteers": ("Olav Ibsen", "Gudrun Mose"),
}
