"""Programmes, citizens, their network and what they said yes to."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from accounts.models import Organisation, User
from citizens.access import project_places
from citizens.enums import (
    Answer,
    ConsentForm,
    ConsentKind,
    CriterionKind,
    Level,
    Part,
    Place,
    ScreeningResult,
    StayKind,
)
from citizens.models import (
    AccessDecision,
    AccessReview,
    CareTeamMember,
    Citizen,
    Consent,
    ConsentScan,
    ConsentScope,
    Criterion,
    EmergencyAccess,
    Programme,
    ProgrammeLead,
    Referral,
    Relative,
    ScanContent,
    Screening,
    ScreeningAnswer,
    Signpost,
    Stay,
    ToDo,
)
from citizens.queries.reviews import half_of
from core.dates import today
from core.fields import seal_bytes
from tests.factories.accounts import LONG_AGO, saved

_number = count(1)
Cells = dict[Organisation, dict[Part, Level]]


def fictive_cpr(number: int, born_on: date) -> str:
    """DDMMYYSSSS with 60 added to the day; `number` (below 4,000) makes it unique. For people born 1900-1999."""
    return f"{born_on.day + 60:02d}{born_on:%m%y}{number:04d}"


def programme(name: str = "", **fields: Any) -> Programme:
    fields.setdefault("municipalities", ["Lolland", "Guldborgsund"])
    fields.setdefault("starts_on", LONG_AGO)
    return saved(Programme(name=name or f"Program {next(_number)}", **fields))


def todo(owner: User, text: str = "Husk", about: Citizen | None = None, **fields: Any) -> ToDo:
    return saved(ToDo(owner=owner, text=text, citizen=about, **fields))


def lead(of: Programme, user: User, **fields: Any) -> ProgrammeLead:
    fields.setdefault("starts_on", LONG_AGO)
    return saved(ProgrammeLead(programme=of, user=user, **fields))


def criteria(of: Programme) -> list[Criterion]:
    """The criteria of SOMV (domain.md § 9)."""
    rows: list[tuple[CriterionKind, str, dict[str, int]]] = [
        (CriterionKind.RESIDENCE, "Bor i Lolland eller Guldborgsund", {}),
        (CriterionKind.AGE, "18-70 år, 70 medregnet", {"age_from": 18, "age_to": 70}),
        (CriterionKind.ANY_OF, "Kronisk sygdom", {}),
        (CriterionKind.ANY_OF, "Psykisk sygdom og/eller afhængighed", {}),
        (CriterionKind.ANY_OF, "Sociale problemer", {}),
        (CriterionKind.REQUIRED, "Hyppige og forskellige kontakter på tværs", {}),
        (CriterionKind.EXCLUDES, "Demens", {}),
        (CriterionKind.EXCLUDES, "Kræft", {}),
        (CriterionKind.EXCLUDES, "Uhelbredelig sygdom i sidste fase", {}),
        (CriterionKind.EXCLUDES, "Kan eller vil ikke deltage", {}),
    ]
    return [
        saved(Criterion(programme=of, kind=kind, text=text, position=position, **fields))
        for position, (kind, text, fields) in enumerate(rows)
    ]


def citizen(of: Programme | None = None, given_name: str = "", family_name: str = "", **fields: Any) -> Citizen:
    """An included citizen of 45 with a signpost and no consent; pass `stage` for others."""
    number = next(_number)
    born_on = fields.setdefault("born_on", date(today().year - 45, number % 12 + 1, number % 28 + 1))
    fields.setdefault("stage", "included")
    if fields["stage"] in ("included", "left"):
        fields.setdefault("included_on", today() - timedelta(days=270))
    if fields["stage"] == "left":
        fields.setdefault("left_because", "moved")
    # Above every number a test names (4711 …), however many citizens this process has made before it.
    fields.setdefault("case_number", 20_000 + number)
    fields.setdefault("cpr", fictive_cpr(number, born_on))
    fields.setdefault("municipality", "Guldborgsund")
    row = saved(
        Citizen(
            programme=of or programme(),
            given_name=given_name or "Borger",
            family_name=family_name or f"Nummer {number}",
            **fields,
        )
    )
    Signpost.objects.create(citizen=row)
    return row


def referral(of: Citizen, **fields: Any) -> Referral:
    fields.setdefault("referred_by", "Henvisende Hansen")
    fields.setdefault("reason", "Mange kontakter på kort tid")
    return saved(Referral(citizen=of, citizen_agrees=True, **fields))


def place(of: Citizen, user: User, kind: Place = Place.PARTICIPANT, **fields: Any) -> CareTeamMember:
    """A dated place since long ago at the user's workplace, with the grant that goes with it."""
    fields.setdefault("organisation", user.organisation)
    fields.setdefault("name", user.name)
    fields.setdefault("function", user.function)
    fields.setdefault("starts_on", LONG_AGO)
    row = saved(CareTeamMember(citizen=of, user=user, place=kind, **fields))
    project_places(of)
    return row


def professional(of: Citizen, workplace: Organisation, name: str, **fields: Any) -> CareTeamMember:
    """Somebody in the network who cannot log in."""
    fields.setdefault("starts_on", LONG_AGO)
    return saved(CareTeamMember(citizen=of, organisation=workplace, name=name, **fields))


def participation(of: Citizen, given_to: User, **fields: Any) -> Consent:
    fields.setdefault("given_on", today() - timedelta(days=270))
    fields.setdefault("purpose", "Deltagelse")
    return saved(
        Consent(citizen=of, kind=ConsentKind.PARTICIPATION, form=ConsentForm.WRITTEN, given_to=given_to, **fields)
    )


def exchange(of: Citizen, given_to: User, cells: Cells, **fields: Any) -> Consent:
    """An exchange consent with its cells, given 30 days ago for 300 days unless said otherwise."""
    fields.setdefault("given_on", today() - timedelta(days=30))
    fields.setdefault("expires_on", fields["given_on"] + timedelta(days=300))
    fields.setdefault("purpose", "En fælles plan på tværs")
    consent = saved(
        Consent(citizen=of, kind=ConsentKind.EXCHANGE, form=ConsentForm.WRITTEN, given_to=given_to, **fields)
    )
    for workplace, parts in cells.items():
        for part, level in parts.items():
            saved(ConsentScope(consent=consent, organisation=workplace, part=part, level=level))
    return consent


SCANNED = b"%PDF-1.7 scannet"


def scan(of: Consent, content: bytes = SCANNED, **fields: Any) -> ConsentScan:
    """The signed form as it was scanned."""
    fields = {"media": "pdf", "size": len(content), "sha256": "0" * 64, **fields}
    row = saved(ConsentScan(consent=of, **fields))
    ScanContent.objects.create(scan=row, content=seal_bytes(content, ScanContent.SEALED_FOR))
    return row


def relative(of: Citizen, name: str = "Ruth Pårørende", relation: str = "mor", **fields: Any) -> Relative:
    return saved(Relative(citizen=of, name=name, relation=relation, **fields))


def stay(of: Citizen, kind: StayKind = StayKind.SOMATIC, **fields: Any) -> Stay:
    """An ended stay of a week unless dates or a count are given."""
    if "about_count" not in fields:
        fields.setdefault("starts_on", today() - timedelta(days=400))
        fields.setdefault("ends_on", fields["starts_on"] + timedelta(days=7))
    return saved(Stay(citizen=of, kind=kind, **fields))


def screening(of: Citizen, **fields: Any) -> Screening:
    """A screening that meets the criteria, with an answer to each of the programme's questions."""
    fields.setdefault("result", ScreeningResult.MEETS)
    row = saved(Screening(citizen=of, **fields))
    for criterion in Criterion.objects.filter(programme=of.programme).exclude(
        kind__in=[CriterionKind.RESIDENCE, CriterionKind.AGE]
    ):
        reply = Answer.NO if criterion.kind == CriterionKind.EXCLUDES else Answer.YES
        saved(ScreeningAnswer(screening=row, criterion=criterion, answer=reply))
    return row


def emergency(
    user: User, citizen: Citizen, *, by: User | None = None, told_by: User | None = None, **fields: Any
) -> EmergencyAccess:
    """A use that is open for a day; with `by` it has been reviewed, with `told_by` the citizen told."""
    now = timezone.now()
    review = {"reviewed_at": now, "reviewed_by": by, "finding": "justified", "review_note": "Set igennem"} if by else {}
    told = {"told_by": told_by, "told_on": today(), "told_how": "Ved et besøg"} if told_by else {}
    moments = {"opened_at": now - timedelta(minutes=1), "ends_at": now + timedelta(days=1)}
    said = {"reason": "unable", "text": "Fundet bevidstløs, ingen pårørende kan nås"}
    row = {**moments, **said, "organisation": user.organisation, **review, **told, **fields}
    return saved(EmergencyAccess(user=user, citizen=citizen, **row))


def review(programme: Programme, by: User | None = None, **fields: Any) -> AccessReview:
    """A round of the access review that began ten days ago; with `by` it is done."""
    begun = fields.pop("begun_on", today() - timedelta(days=10))
    done = {"done_on": today(), "done_by": by, "kept": 0, "ended": 0} if by else {}
    row = {"half_on": half_of(begun), "begun_on": begun, "due_on": begun + timedelta(days=28), **done, **fields}
    return saved(AccessReview(programme=programme, **row))


def decision(review: AccessReview, place: CareTeamMember, by: User, **fields: Any) -> AccessDecision:
    row = {"decision": "keep", "decided_by": by, "decided_at": timezone.now(), "person": place.user, **fields}
    return saved(AccessDecision(review=review, place=place, **row))
