"""Everything each person is given, read for words that stand in one text of one citizen each: none but their own.

What is whose is asked of the oracle (tests/access/oracle.py) and of tests/attack/parts.py, which know the rules of
domain.md and nothing of the product. The network that is told to the oracle here is the one tests/cast.py builds.
"""

import io
import logging
import re
from collections import Counter
from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.queries import addressees
from citizens.enums import TRACKS
from core.dates import COPENHAGEN
from core.models import Draft, Job
from core.outbox.calendar import digest_at
from core.outbox.sweep import sweep
from core.workdays import workday
from plans.models import Plan
from somv.wiring import KINDS
from tests.access import oracle as told
from tests.attack import canaries, handed, twins
from tests.attack.parts import parts_of
from tests.cast import PARTNERS_OF_PETER
from tests.factories.people import PEOPLE
from tests.guards.routes import BY_TRACK, all_routes, objects_of
from tests.roles import as_role

pytestmark = pytest.mark.django_db

# Texts that must be empty in every row the world has: a withdrawal, a meeting called off, an entry by mistake.
UNFILLED = {
    "ConsentScope.ended_by", "NetworkMeeting.cancelled_reason", "Concern.talked_note", "Stay.void_reason",
    "Citizen.void_reason", "ConsentScan.void_reason", "Screening.override_reason", "EmergencyAccess.not_told_because",
}  # fmt: skip
# Allowed, and on no page as the rows stand: reasons of what has not ended, and what is kept for who looks later.
SHOWN_NOWHERE = {
    ("Citizen", "cpr"),  # masked everywhere; whole by an act of its own, which is a POST
    ("CareTeamMember", "end_reason"), ("EmergencyAccess", "review_note"), ("FollowUp", "not_relevant_note"),
    ("Goal", "ended_reason"), ("Intervention", "ended_reason"), ("Intervention", "legal_basis_note"),
    ("Merging", "reason"), ("Pause", "reason"), ("Plan", "not_accepted_reason"), ("PlanVersion", "note"),
}  # fmt: skip
BESIDES = ("thomas", "stranger")
LONG_AGO = date(2020, 1, 1)
OF_PETER = {"rusmiddel": "addiction_centre", "sygehus": "hospital", "jobcenter": "job_centre", "laege": "practice"}
OF_THOMAS = {
    "rusmiddel": "addiction_centre",
    "psykiatri": "district_psychiatry",
    "sygehus": "hospital",
    "frivillig": "shelter",
}
CELLS = {
    "peter": {(OF_PETER[who], str(part)): "read" for who, parts in PARTNERS_OF_PETER.items() for part in parts},
    "petra": dict.fromkeys(
        [("addiction_centre", "psychiatry"), ("addiction_centre", "crisis"), ("hospital", "social"),
         ("practice", "front")], "read",
    ),
    "thomas": dict.fromkeys(
        [("addiction_centre", "addiction"), ("addiction_centre", "front"), ("district_psychiatry", "psychiatry"),
         ("district_psychiatry", "crisis"), ("district_psychiatry", "front"), ("hospital", "somatic"),
         ("hospital", "crisis")], "read",
    ),
}  # fmt: skip
SEATS = {"peter": OF_PETER, "petra": OF_PETER, "thomas": OF_THOMAS}
COORDINATED = {
    "koordinator": ("peter", "petra", "thomas", "rita", "dagny"),
    "koordinator2": ("stranger", "hanne", "asta"),
}
WORKPLACE = {name: workplace for name, _, _, workplace, _ in PEOPLE}


def what_is_told(world):
    """The oracle, told by hand what the world is like."""
    found = told.Oracle(timezone.now())
    for name, _, role, workplace, _ in PEOPLE:
        found.jobs[name] = [told.Job(LONG_AGO, role=role.value, organisation=workplace)]
        found.leads[name] = [("one", told.Spell(LONG_AGO))] if name == "projektleder" else []
    for name in world.citizens:
        case = found.citizens[name] = told.Citizen("two" if name == "asta" else "one", plan="active")
        who = next(who for who, theirs in COORDINATED.items() if name in theirs)
        case.seats = [told.Seat(LONG_AGO, user=who, organisation="team", kind="coordinator")]
        for user, workplace in SEATS.get(name, {}).items():
            case.seats.append(told.Seat(LONG_AGO, user=user, organisation=workplace, kind="participant"))
        case.participation = [told.Yes(LONG_AGO)]
        case.exchange = [told.Yes(LONG_AGO, cells=CELLS.get(name, {}))]
    found.citizens["rita"].stage, found.citizens["rita"].participation = "referred", []
    found.citizens["rita"].plan, found.citizens["dagny"].plan = "", "draft"
    found.citizens["stranger"].emergencies = [("psykiatri", timezone.now() + timedelta(hours=1))]
    return found


def may_meet(world, oracle, name, canary):
    """Whether this text may come before this person, by the rules."""
    row, user = canary.row, world.cast.everybody[name]
    kind = type(row).__name__
    if kind in ("ToDo", "Draft", "Job"):
        return getattr(row, "ordered_by", None) == user.pk or user in (
            getattr(row, "owner", None),
            getattr(row, "user", None),
        )
    if name not in oracle.jobs:
        return False
    if kind == "Citizen" and row.merged_into_id:
        return "read master" in oracle.allowed(name, canary.citizen)  # ADR 0016: coordinator and lead alone
    acts = oracle.allowed(name, canary.citizen)
    team = "read network" in acts
    if kind == "Citizen" and canary.field in ("address", "phone", "postal_code", "town"):
        visits = canary.citizen == "petra" and name == "sygehus"  # "those marked as visiting the home" (§ 7)
        protected = canary.citizen == "petra" and name == "projektleder"
        return (team and not protected) or (visits and "name" in acts)
    if kind == "CareTeamMember":
        coordinator = row.place == "coordinator" and canary.field in ("name", "phone")
        if coordinator and any(seat.user == name for seat in oracle.citizens[canary.citizen].seats):
            return True  # ADR 0005; and who has lost access is told whom to ring (§ 4)
        if row.place == "coordinator" and canary.field == "name" and name == "admin":
            return True  # which coordinators take over from one who is to be deactivated; a colleague, no citizen
        if row.organisation == user.organisation and "name" in acts:
            return True
    if kind == "EmergencyAccess":
        return team or row.user == user
    if kind == "Intervention" and canary.field == "responsible_function" and not team:
        return row.responsible_organisation == user.organisation and f"read {row.track.kind}" in acts
    if kind == "PlanPrint":
        return team
    return "name" in acts and all(f"read {part}" in acts for part in parts_of(row, canary.field))


def text_of(answer):
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.headers.get("Content-Type", "") == "application/pdf" and b"%%EOF" in content:
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return content.decode(errors="replace")


class Reader:
    """Reads everything one person is given, and notes which words turned up where."""

    def __init__(self, world, oracle, name, client):
        self.world, self.oracle, self.name, self.client = world, oracle, name, client
        self.open = [one for one in world.citizens if name in oracle.jobs and oracle.may(name, "name", one)]
        self.numbers = [word for word in world.canaries if word.isdecimal()]
        self.met, self.read, self.links = {}, {}, []  # word → where; address → status; addresses behind links
        self.kinds, self.parts = Counter(), Counter()

    def note(self, where, answer):
        text = text_of(answer)
        for word in set(canaries.WORD.findall(text)):
            self.met.setdefault(word, where)
        for word in self.numbers:
            if word in text or f"{word[:6]}-{word[6:]}" in text:
                self.met.setdefault(word, where)
        return text

    def get(self, path, data=None):
        """Read an address, and once for each kind of page its part, as htmx asks for it."""
        if (path, str(data)) in self.read:
            return
        answer = self.client.get(path, data)
        kind = handed.route_of(path)
        self.read[path, str(data)] = answer.status_code
        self.kinds[kind] += 1
        self.note(f"{path} {data or ''}", answer)
        self.links += handed.read(path, answer)[1]
        if answer.status_code == 200 and "HX-Request" in answer.headers.get("Vary", "") and not self.parts[kind]:
            self.parts[kind] += 1
            self.note(f"part of {path}", self.client.get(path, data, headers={"HX-Request": "true"}))

    def walk(self):
        """Every address by name, and then what is linked to and of a kind not yet read."""
        for route in all_routes():
            for path in self.addresses(route):
                self.get(path)
        while self.links:
            path = self.links.pop().partition("#")[0]
            if path.startswith("/") and not path.startswith("/static/") and not self.kinds[handed.route_of(path)]:
                self.get(path)

    def addresses(self, route):
        """Every address of this route for the citizens open to this person, in each track open to them."""
        if not route.keys:
            yield from [reverse(route.name)] if route.name != "account_logout" else []
        elif not {"key", "token"} & set(route.keys):
            for one in self.open or ["peter"]:
                yield from self.of(one, route)

    def of(self, one, route):
        own = route.keys == ("citizen_id",)
        if one not in ("peter", "petra"):  # of the others there are no rows to name
            yield from [reverse(route.name, args=[self.world.citizens[one].pk])] if own and one in BESIDES else []
            return
        acts = self.oracle.allowed(self.name, one) if self.open else set()
        team = "read network" in acts
        if one == "petra" and team and not own:
            return
        narrowed = BY_TRACK & set(route.keys) and not team
        for part in [part for part in TRACKS if f"read {part}" in acts] if narrowed else ["social"]:
            keys = self.world.keys.get(one, {})
            found = {
                key: (type(row), getattr(row, "pk", row))
                for key, row in objects_of(route, self.world.cast, part).items()
            }
            yield reverse(route.name, kwargs={key: keys.get(row, row[1]) for key, row in found.items()})

    def search(self):
        """By name and by number; what was typed may stand in the answer, and nothing of whom it is."""
        for citizen in self.world.citizens.values():
            citizen.refresh_from_db()
            for typed in (citizen.given_name, citizen.cpr):
                answer = self.client.post(reverse("overview:search"), {"q": typed})
                answer.content = answer.content.replace(f'value="{typed}"'.encode(), b"")
                self.note("search", answer)

    def papers(self):
        """Of each variant one, for the first organisation that can be chosen, of Peter and of Petra."""
        for plan in Plan.objects.filter(citizen__in=[self.world.citizens[one].pk for one in self.open], state="active"):
            chosen = self.client.get(reverse("overview:print", args=[plan.pk]))
            if chosen.status_code != 200 or plan.citizen not in (self.world.cast.peter, self.world.citizens["petra"]):
                continue
            fields = chosen.context["form"].fields
            for variant, _ in fields["variant"].choices:
                organisation = next((key for key, _ in fields["organisation"].choices if key), "")
                sent = {"variant": variant, "organisation": organisation}
                self.note(f"paper {sent}", self.client.post(reverse("overview:pdf", args=[plan.pk]), sent))

    def files(self):
        """The own calendar as a program fetches it, the packs of plans, the answers to fetch, somebody's drafts."""
        made = self.client.post(reverse("accounts:calendar"), {"do": "make"})
        for path in re.findall(r"/kalender/[^\s<]+\.ics", made.content.decode()):
            self.get(path)
        self.note("extract", self.client.post(reverse("followups:extract", args=[self.world.cast.programme.pk])))
        for row in {canary.row for canary in self.world.canaries.values() if canary.field in ("result", "content")}:
            if isinstance(row, Job):
                self.note("pack", self.client.post(reverse("overview:pack_file", args=[row.pk])))
            if isinstance(row, Draft):
                headers = {"X-SOMV-Draft": "show", "X-SOMV-Person": str(self.world.cast.everybody[self.name].pk)}
                self.note("draft", self.client.post(row.address, headers=headers))


def test_every_personal_text_holds_a_word(cast):
    world = canaries.world_of(cast)
    there = {f"{model.__name__}.{text.name}" for model in twins.hanging() for text in canaries.texts_of(model)}
    assert there - world.filled == UNFILLED
    assert len(world.canaries) > 1800


@pytest.mark.parametrize("name", [*WORKPLACE, "unaffiliated", "superuser", "deactivated", "anonymous"])
def test_nobody_meets_a_word_that_is_not_theirs(cast, client_of, caplog, name):
    world = canaries.world_of(cast)
    oracle = what_is_told(world)
    reader = Reader(world, oracle, name, client_of(cast.everybody[name]))
    reader.client.raise_request_exception = False
    with caplog.at_level(logging.INFO):
        reader.walk()
        reader.search()
        reader.papers()
        if name in WORKPLACE:
            reader.files()
    leaks = sorted(
        f"{world.canaries[word]} at {where}"
        for word, where in reader.met.items()
        if not may_meet(world, oracle, name, world.canaries[word])
    )
    assert leaks == []
    assert canaries.WORD.findall(caplog.text) == []
    assert name not in PARTNERS_OF_PETER or len(reader.met) > 40  # it has truly read something
    if name == "koordinator":
        owed = {
            (type(one.row).__name__, one.field)
            for one in world.canaries.values()
            if one.citizen == "peter" and not one.past and may_meet(world, oracle, name, one)
        }
        met = {(type(one.row).__name__, one.field) for one in map(world.canaries.get, reader.met)}
        assert owed - met <= SHOWN_NOWHERE


def test_no_mail_holds_a_word(cast, caplog):
    """What leaves in a month, as it leaves; everybody has an address."""
    world = canaries.world_of(cast)
    for name in WORKPLACE:
        person = cast.user(name)
        person.email = f"{name}@eksempel.invalid"
        person.save()
    first = workday(timezone.now().astimezone(COPENHAGEN).date() + timedelta(days=1))
    with caplog.at_level(logging.DEBUG), as_role("somv_worker"):
        for week in range(4):
            sweep(KINDS, addressees, digest_at(workday(first + timedelta(weeks=week))) + timedelta(minutes=1))
    said = "".join(f"{one.subject} {one.body} {one.attachments}" for one in mail.outbox) + caplog.text
    assert len(mail.outbox) > 3
    assert [str(world.canaries[word]) for word in canaries.WORD.findall(said)] == []
    assert [word for word in world.canaries if word.isdecimal() and word in said] == []
