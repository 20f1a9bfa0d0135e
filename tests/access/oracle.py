"""Who may do what, said a second time: from the rules of domain.md §§ 3-4 and the issues' words alone.

Imports nothing of the product, whose errors it would repeat. `steps` tell it what happens there; it says who may what.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

TRACKS = ("addiction", "psychiatry", "somatic", "social")
PLAN_PARTS = (*TRACKS, "front", "crisis")
CONSENTABLE = (*PLAN_PARTS, "answers")  # § 2: what consent can cover
OWN = ("master", "network", "consent")  # never leaves coordinator and lead
PARTS = (*CONSENTABLE, *OWN)
TREATING = ("hospital", "psychiatry", "general-practice")  # § 4: the sectors whose staff has emergency access
EMERGENCY = frozenset({"name", "read crisis", *(f"read {track}" for track in TRACKS)})
GRACE = timedelta(days=30)
Cells = dict[tuple[str, str], str]  # (organisation, part) → read or comment


@dataclass
class Spell:  # from the first day to the first day that no longer counts
    starts: date
    ends: date | None = None

    def on(self, day: date) -> bool:
        return self.starts <= day and (self.ends is None or day < self.ends)

    def stop(self, day: date) -> None:  # what has ended stays ended; what has not begun never counts
        if self.ends is None or self.ends > day:
            self.ends = max(day, self.starts)


@dataclass
class Job(Spell):
    role: str = ""
    organisation: str = ""


@dataclass
class Seat(Spell):
    user: str = ""
    organisation: str = ""
    kind: str = ""


@dataclass
class Yes(Spell):  # a consent
    cells: Cells = field(default_factory=dict)  # none for participation
    withdrawn: date | None = None

    def stands(self, day: date) -> bool:
        return self.withdrawn is None and self.on(day)


@dataclass
class Citizen:
    programme: str
    stage: str = "included"
    plan: str = ""  # state of the latest one
    voided: bool = False
    seats: list[Seat] = field(default_factory=list)
    participation: list[Yes] = field(default_factory=list)
    exchange: list[Yes] = field(default_factory=list)
    emergencies: list[tuple[str, str, datetime]] = field(default_factory=list)  # who, from which workplace, until


@dataclass
class Oracle:
    now: datetime
    jobs: dict[str, list[Job]] = field(default_factory=dict)
    leads: dict[str, list[tuple[str, Spell]]] = field(default_factory=dict)  # programme and when
    inactive: set[str] = field(default_factory=set)
    sectors: dict[str, str] = field(default_factory=dict)  # of the organisations
    citizens: dict[str, Citizen] = field(default_factory=dict)

    @property
    def day(self) -> date:
        return self.now.astimezone(ZoneInfo("Europe/Copenhagen")).date()

    def job(self, user: str) -> Job | None:
        jobs = [] if user in self.inactive else self.jobs[user]
        return next((job for job in jobs if job.on(self.day)), None)

    def may(self, user: str, action: str, citizen: str) -> bool:
        return action in self.allowed(user, citizen)

    def lists(self, user: str, citizen: str) -> bool:  # what was entered by mistake stands in none
        return not self.citizens[citizen].voided and self.may(user, "name", citizen)

    def allowed(self, user: str, citizen: str) -> set[str]:
        """Default deny. `name`, `read …`, `comment …` and the acts of the citizen's pages. No emergency adds to it."""
        job, case = self.job(user), self.citizens[citizen]
        if job is None:
            return set()
        kinds = {s.kind for s in case.seats if s.user == user and s.organisation == job.organisation and s.on(self.day)}
        can: set[str] = set()
        if job.role == "lead" and any(p == case.programme and spell.on(self.day) for p, spell in self.leads[user]):
            can = self._team(case, "lead")
        elif job.role == "coordinator" and kinds & {"coordinator", "co-coordinator"}:
            can = self._team(case, "coordinator" if "coordinator" in kinds else "co-coordinator")
        if not can and job.role in ("coordinator", "partner") and kinds & {"participant", "substitute"}:
            can = self._participant(case, job)
        if case.plan in ("", "closed"):  # nothing is changed in a closed plan, nor where there is none
            can -= {"change", "close", *(f"comment {track}" for track in TRACKS)}
        return can if case.plan else can - {"print"}

    def opens(self, user: str, citizen: str) -> bool:
        """Emergency access: a participant who treats; a citizen who takes part and has an open plan (ADR 0024)."""
        job, case = self.job(user), self.citizens[citizen]
        treats = job is not None and job.role == "partner" and self.sectors[job.organisation] in TREATING
        takes_part = case.stage == "included" and any(yes.stands(self.day) for yes in case.participation)
        return treats and takes_part and not case.voided and case.plan not in ("", "closed")

    def by_emergency(self, user: str, citizen: str, index: int) -> set[str]:
        """What one use opens, on its own page: to who opened it, from where they did, until its time is up."""
        job, (who, where, until) = self.job(user), self.citizens[citizen].emergencies[index]
        runs = who == user and self.now < until and job is not None and job.organisation == where
        return set(EMERGENCY) if runs and self.opens(user, citizen) else set()

    def _team(self, case: Citizen, kind: str) -> set[str]:
        """Coordinators write; the lead reads and prints. Before any consent there is only the referral."""
        valid = any(yes.stands(self.day) for yes in case.participation)
        closed = case.stage == "left" or case.plan == "closed"
        recent = any(yes.withdrawn and self.day < yes.withdrawn + GRACE for yes in case.participation)
        enrols = kind != "lead" and not valid and case.stage in ("referred", "excluded")
        can = {"name", "withdraw", "record", "hand over", "log", *(f"read {part}" for part in OWN)} if enrols else set()
        if valid or (recent and not closed):
            can |= {"name", "hand over", "log", "close", "withdraw", *(f"read {part}" for part in PARTS)}
        can |= {"print"} if valid else set()
        writes = {"change", "record", *(f"comment {track}" for track in TRACKS)}
        can |= writes if valid and case.stage != "left" else set()
        # "A coordinator hands over own citizens."
        can -= {"lead": {"withdraw", *writes}, "co-coordinator": {"hand over"}}.get(kind, set())
        if case.voided:  # "stays readable", and that is all
            can -= {"hand over", "close", "print", *writes}
        return can

    def _participant(self, case: Citizen, job: Job) -> set[str]:
        """Role ∧ dated place ∧ valid exchange consent for their organisation and the part."""
        if case.voided or case.stage == "left":
            return set()
        cells = [cell for yes in case.exchange if yes.stands(self.day) for cell in yes.cells.items()]
        can = {f"read {part}" for (organisation, part), _level in cells if organisation == job.organisation}
        comments = {part for (who, part), level in cells if who == job.organisation and level == "comment"}
        can |= {f"comment {track}" for track in comments & {*TRACKS}}
        if can & {f"read {part}" for part in PLAN_PARTS} and job.role == "partner":
            can |= {"print"}
        return can | {"name"} if can else can
