"""Story 1: a citizen is enrolled, planned for and active; a participant reads the own track and guesses no other.

Everything is typed into the pages' own forms, as `koordinator` would. What stands in the addiction track, and the
organisation behind it, is then looked for in all that `jobcenter` can reach.
"""

from __future__ import annotations

import copy
import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from citizens import access
from citizens.enums import Level, Part, Place
from citizens.models import CareTeamMember, Citizen
from core.dates import add_months, today
from plans.models import Plan, PlanVersion
from tests.access.test_leaks import everything
from tests.cast import Cast
from tests.citizens.test_views_steps_enrol import typed
from tests.factories.people import WORKPLACES
from tests.stories.hand import Hand
from tracks.models import Intervention, LogEntry

CPR = "610181-0009"
SECRETS = {
    "goal": "Ædru hele sommeren",
    "intervention": "Antabus hver morgen",
    "situation": "Drikker i weekenden",
    "challenge": "Tilbagefald efter lønningsdag",
    "contact": "Ringede fra detoks",
    "comment": "Mødte påvirket op",
    "status": "Afventer blodprøver",
}


def at(name: str, row: Any) -> str:
    return reverse(name, args=[row.pk])


@pytest.fixture
def hand(cast: Cast, client_of: Any) -> Hand:
    return Hand(client_of(cast.koordinator))


def refer_and_enrol(cast: Cast, hand: Hand) -> Citizen:
    """Steps 1 to 3: referral and master data, screening, consent to take part."""
    page = hand.save(
        reverse("citizens:refer"), programme=str(cast.programme.pk), cpr=CPR, given_name="Gerda",
        family_name="Grønnegaard", municipality="Lolland", received_on=today().isoformat(),
        referred_by="Lise Lægesen", reason="Har mange kontakter og mister overblikket.", citizen_agrees="on",
    )  # fmt: skip
    screening = hand.save(page.url, address="Strandvej 1", postal_code="4900", town="Nakskov")
    answers = {name: value for name, value in typed(cast).items() if name.startswith("answer_")}
    consent = hand.save(screening.url, **answers)
    hand.save(consent.url, form="written")
    citizen = Citizen.objects.get(family_name="Grønnegaard")
    assert (citizen.stage, citizen.municipality) == ("included", "Lolland")
    return citizen


def add_to_network(hand: Hand, citizen: Citizen, who: Any, part: Part, level: Level) -> None:
    """Step 4: found by name, put into the network, and what the citizen consents to for the workplace."""
    path = at("citizens:enrol_place", citizen)
    found = hand.fill(path, find=who.name.split()[0])
    chosen = hand.send(path, found, pick=str(who.pk))
    said = {f"part_{part.value}": level.value, "tracks": [part.value]}
    assert hand.send(path, chosen, **said).status_code == 302
    case = access.case_of(who, citizen)
    assert case is not None and case.readable == {part}
    assert case.comments_on(part) == (level == Level.COMMENT)


def enrolled(cast: Cast, hand: Hand) -> Plan:
    citizen = refer_and_enrol(cast, hand)
    add_to_network(hand, citizen, cast.rusmiddel, Part.ADDICTION, Level.COMMENT)
    add_to_network(hand, citizen, cast.jobcenter, Part.SOCIAL, Level.READ)
    voice = hand.save(at("citizens:enrol_network", citizen))
    hand.save(voice.url, matters="At komme ud i min have igen")
    return Plan.objects.get(citizen=citizen)


def member(plan: Plan, user: Any) -> str:
    return f"member:{CareTeamMember.objects.get(citizen=plan.citizen, user=user).pk}"


def write_plan(cast: Cast, hand: Hand, plan: Plan) -> dict[Part, Any]:
    """A goal and three prioritised interventions, one of which nobody answers for; something in each place to write."""
    tracks = {Part(row.kind): row for row in plan.tracks.all()}
    addiction, social = tracks[Part.ADDICTION], tracks[Part.SOCIAL]
    add = at("tracks:intervention_add", addiction)
    hand.save(at("tracks:goal_add", addiction), text=SECRETS["goal"])
    hand.save(add, text=SECRETS["intervention"], prioritised="on", responsible=member(plan, cast.rusmiddel))
    add = at("tracks:intervention_add", social)
    hand.save(add, text="Søg fleksjob", prioritised="on", responsible=member(plan, cast.jobcenter))
    hand.save(add, text="Ansøg om støttekontaktperson", prioritised="on")
    hand.save(at("plans:situation_add", plan), area="addiction", now=SECRETS["situation"], tracks=["addiction"])
    hand.save(at("plans:challenge_add", plan), text=SECRETS["challenge"], tracks=["addiction"])
    hand.save(
        at("tracks:contact_add", plan.citizen), text=SECRETS["contact"], tracks=["addiction"],
        contact_with="Vagten på Rusmiddelcenter", contact_form="phone",
    )  # fmt: skip
    assert Intervention.objects.filter(track__plan=plan, prioritised=True).count() == 3
    return tracks


def missing(hand: Hand, plan: Plan) -> dict[str, str]:
    """What the activation page says is missing, and where it says it is mended."""
    page = hand.client.get(at("tracks:activate", plan))
    told = {gap.text: gap.url for gap in page.context["gaps"]}
    assert all(f'href="{url}"' in page.content.decode() for url in told.values())
    return told


def activated(cast: Cast, hand: Hand, plan: Plan) -> None:
    nobody = "Den prioriterede indsats “Ansøg om støttekontaktperson” har ingen ansvarlig."
    no_meeting = "Næste netværksmøde har ingen dato."
    no_answer = "Det er ikke noteret, om borgeren accepterer planen, eller hvorfor ikke endnu."
    asked = missing(hand, plan)
    assert set(asked) == {nobody, no_meeting, no_answer}
    assert hand.client.post(at("tracks:activate", plan)).status_code == 422
    assert Plan.objects.get(pk=plan.pk).state == "draft"
    hand.save(asked[nobody], responsible=member(plan, cast.koordinator))
    assert set(missing(hand, plan)) == {no_meeting, no_answer}
    hand.save(asked[no_meeting], meets_on=add_months(today(), 3).isoformat(), purpose="Følge op", place="Rådhuset")
    assert set(missing(hand, plan)) == {no_answer}
    hand.save(asked[no_answer], acceptance="accepted", accepted_on=today().isoformat())
    assert missing(hand, plan) == {}
    hand.save(at("tracks:activate", plan))
    fresh = Plan.objects.get(pk=plan.pk)
    assert (fresh.state, fresh.valid_from, fresh.version) == ("active", today(), 1)
    assert PlanVersion.objects.filter(plan=plan).count() == 1


def written_by_the_centre(cast: Cast, client_of: Any, tracks: dict[Part, Any]) -> None:
    """A comment and a status report, so that news, timeline and counts have something to keep to themselves."""
    centre, row = Hand(client_of(cast.rusmiddel)), tracks[Part.ADDICTION].interventions.get()
    path = at("tracks:comments_on_track", tracks[Part.ADDICTION])
    centre.save(path, text=SECRETS["comment"])
    said = {"status": "waiting", "follow_up_note": SECRETS["status"], "revision": row.revision}
    assert centre.client.post(at("tracks:intervention_status", row), said).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.follow_up_note) == ("waiting", SECRETS["status"])


def of_gerda(cast: Cast, plan: Plan, tracks: dict[Part, Any]) -> Cast:
    """The cast with Gerda in Peter's place, so that every address of the walk is hers where she has such a thing."""
    seen = copy.copy(cast)
    seen.peter, seen.plan, seen.tracks = plan.citizen, plan, {**cast.tracks, **tracks}
    for name, rows in {
        "goals": {Part.ADDICTION: tracks[Part.ADDICTION].goals.get()},
        "interventions": {
            part: row.interventions.first() for part, row in tracks.items() if row.interventions.exists()
        },
        "contacts": {Part.ADDICTION: LogEntry.objects.get(citizen=plan.citizen, kind="contact")},
        "situations": {Part.ADDICTION: plan.situations.get()},
        "challenges": {Part.ADDICTION: plan.challenges.get()},
        "places": {row.user.username: row for row in plan.citizen.care_team.all()},
    }.items():
        setattr(seen, name, {**getattr(cast, name), **rows})
    return seen


def test_the_story_of_the_enrolled(cast: Cast, client_of: Any, hand: Hand) -> None:
    plan = enrolled(cast, hand)
    tracks = write_plan(cast, hand, plan)
    activated(cast, hand, plan)
    written_by_the_centre(cast, client_of, tracks)
    hers, leaks, seen = of_gerda(cast, plan, tracks), set(), {}
    forbidden = {*SECRETS.values(), "Misbrug", cast.rusmiddel.name, str(plan.citizen.cpr), "Strandvej"}
    forbidden |= {name for key, (name, _sector) in WORKPLACES.items() if key not in ("job_centre", "team")}
    for where, text in everything(hers, client_of(cast.jobcenter)):
        seen[where] = text
        leaks |= {(where, word) for word in forbidden if word in text and not where.startswith("overview:help")}
    assert leaks == set()
    assert [where for where in seen if where.startswith("pdf")]
    assert all(word in "".join(seen.values()) for word in ("Gerda Grønnegaard", "Søg fleksjob"))
    # The same walk by one who may: what was looked for is there to be found.
    known = "".join(text for _where, text in everything(hers, client_of(cast.koordinator), partials=False))
    assert {word for word in SECRETS.values() if word not in known} == set()


def test_the_counts_are_those_of_the_own_track(cast: Cast, client_of: Any, hand: Hand) -> None:
    plan = enrolled(cast, hand)
    write_plan(cast, hand, plan)
    path = at("overview:plan", plan.citizen)
    asked = {who: client_of(cast.user(who)).get(path).context["sheet"] for who in ("koordinator", "jobcenter")}
    assert {who: len(sheet.tracks) for who, sheet in asked.items()} == {"koordinator": 4, "jobcenter": 1}
    text = re.sub(r"<[^>]+>|\s+", " ", client_of(cast.jobcenter).get(path).content.decode())
    assert re.search(r"Åbne indsatser:? *2", " ".join(text.split())), text
    front = client_of(cast.jobcenter).get(reverse("overview:home")).context
    assert [row.text for row in front["waiting"] if row.citizen == plan.citizen] == ["Søg fleksjob"]
    assert {row.text for row in front["news"]} & set(SECRETS.values()) == set()


def test_stopped_after_the_referral_one_comes_back_to_the_next_step(cast: Cast, hand: Hand) -> None:
    citizen = refer_and_enrol(cast, hand)
    assert hand.client.get(at("citizens:detail", citizen)).url == at("citizens:enrol_network", citizen)
    assert hand.client.get(at("overview:plan", citizen)).status_code == 200
    assert CareTeamMember.objects.get(citizen=citizen).place == Place.COORDINATOR
    assert citizen.included_on == today() and citizen.born_on < today() - timedelta(days=18 * 366)
