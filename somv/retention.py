"""How long each table is kept, and by which task of `schedule.py` its rows go (ADR 0035). Every table stands here.

`table+` is a table with its history; `table.column` is emptied while its row stays. tests/guards/test_retention.py
holds the list against the database, the schedule and docs/security-facts.md; each end is tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

import core.drafts
import core.jobs
from accounts import lockout
from accounts.actions.forgetting import FACTORS_KEPT
from core.outbox import purge
from somv.schedule import BEAT_SCHEDULE


@dataclass(frozen=True)
class Ends:
    """Goes by itself: after `kept`, by the periodic task `by`."""

    what: str
    kept: str
    by: str
    places: str


@dataclass(frozen=True)
class Stays:
    """Nothing deletes it, for a reason."""

    what: str
    why: str
    places: str


def _days(time: timedelta) -> str:
    return f"**{time // timedelta(days=1)}** days"


def _hours(time: timedelta) -> str:
    return f"**{time // timedelta(hours=1)}** hours"


ENDS = (
    Ends(
        "access log and its seals",
        f"**{settings.AUDIT_RETENTION_YEARS}** years (`AUDIT_RETENTION_YEARS`), then by whole months",
        "audit-chain",
        "audit_accessevent audit_seal",
    ),
    Ends(
        "drafts",
        f"{_days(core.drafts.KEPT_FOR)} after they were typed; the save ends them before",
        "old-drafts",
        "core_draft",
    ),
    Ends(
        "file of a pack, what was asked for and who was left out",
        _hours(core.jobs.KEPT),
        "jobs-purge",
        "core_job.result core_job.parameters core_job.report",
    ),
    Ends("that a pack was ordered", f"{_days(core.jobs.ROW_KEPT)} after its file", "jobs-purge", "core_job"),
    Ends(
        "mails and notices",
        f"{_days(purge.KEPT)}; a notice that could be told to nobody {_days(purge.UNTOLD_KEPT)}",
        "notices-purge",
        "core_mail core_delivery core_notice",
    ),
    Ends(
        "a person's e-mail address before the present one",
        "as long as the notice that it was changed",
        "people-forget",
        "accounts_user.former_email",
    ),
    Ends(
        "second steps of people who are deactivated",
        f"{_days(FACTORS_KEPT)} after their last workplace ended",
        "people-forget",
        "mfa_authenticator",
    ),
    Ends("failed attempts to log in (keyed hashes)", _hours(lockout.DAY), "failed-tries", "accounts_failedtry"),
    Ends("sessions that are over", "a day at most", "old-sessions", "django_session usersessions_usersession"),
    Ends(
        "codes just used, counts of tries at emergency access, what providers publish",
        "a day after they ran out",
        "old-cache",
        "core_cache",
    ),
    Ends(
        "grants, which follow dated places",
        "until the place ends",
        "end-of-places",
        "citizens_citizenuserobjectpermission",
    ),
    Ends(
        "answers of who was screened and never included, in the history too",
        f"**{settings.SCREENING_KEPT_MONTHS}** months after the screening (`SCREENING_KEPT_MONTHS`); the result stays",
        "screenings-erase",
        "citizens_screeninganswer+ citizens_screening+.reasons",
    ),
)

STAYS = (
    Stays(
        "citizens' records and their history, of included citizens the answers of a screening, too",
        "**nothing deletes them yet**: nothing is hard-deleted (domain, § 3); how long they must and may be kept is "
        "the data controller's to say before real data",
        "citizens_citizen+ citizens_referral+ citizens_signpost citizens_relative+ citizens_stay+ citizens_screening+ "
        "citizens_consent+ citizens_consentscope+ citizens_consentscan+ citizens_scancontent citizens_careteammember+ "
        "citizens_merging+ citizens_todo+ plans_plan+ plans_planversion+ plans_planprint+ plans_situation+ "
        "plans_challenge+ plans_promptanswer+ plans_crisisplan+ plans_crisiscontact+ plans_agreement+ plans_otherplan+ "
        "tracks_track+ tracks_goal+ tracks_intervention+ tracks_logentry+ meetings_networkmeeting+ "
        "meetings_meetingparticipant+ followups_course+ followups_followup+ followups_followupanswer+ followups_pause+ "
        "followups_snooze+ followups_concern+",
    ),
    Stays(
        "who was let in to a citizen in an emergency, and what access reviews decided",
        "shows that access was controlled; kept with the citizen's record",
        "citizens_emergencyaccess+ citizens_accessreview+ citizens_accessdecision+",
    ),
    Stays(
        "people with a log-in, their workplaces, and by which ways they were let in",
        "history and access log point at them: deactivated, never deleted. Of links and calendar addresses that are "
        "over only a hash of a random key is left",
        "accounts_user accounts_organisation+ accounts_affiliation+ accounts_invitation+ accounts_calendarkey+ "
        "accounts_providerlink+ accounts_factorreset+ accounts_locklift+ accounts_wish+",
    ),
    Stays(
        "programmes and what they ask",
        "about nobody but who leads",
        "citizens_programme+ citizens_programmelead+ citizens_criterion+ plans_prompt+ tracks_legalbasis+ "
        "followups_followupsettings+",
    ),
    Stays(
        "the machine's own: names of models, rights and migrations, keys, when a task ran, which months of the log "
        "were dropped",
        "about nobody, and a few rows",
        "django_migrations django_content_type auth_permission core_datakey core_lookupkey core_heartbeat "
        "audit_retired",
    ),
    Stays(
        "tables of packages that nothing is written to",
        "empty",
        "auth_group auth_group_permissions accounts_user_groups accounts_user_user_permissions account_emailaddress "
        "account_emailconfirmation guardian_groupobjectpermission guardian_userobjectpermission",
    ),
)


def places_of(row: Ends | Stays) -> Iterator[str]:
    """The tables of a row, histories too, and the columns as `table.column`."""
    for place in row.places.split():
        name, plus, rest = place.partition("+")
        yield name + rest
        if plus:
            app, _, model = name.partition("_")
            yield f"{app}_historical{model}{rest}"


def as_lines() -> list[str]:
    """The table of docs/security-facts.md."""
    lines = ["| what | kept for | ends by |", "|---|---|---|"]
    lines += [f"| {row.what} | {row.kept} | `{row.by}`, {_how_often(row.by)} |" for row in ENDS]
    return lines + [f"| {row.what} | not limited | {row.why} |" for row in STAYS]


def _how_often(name: str) -> str:
    when = BEAT_SCHEDULE[name]["schedule"]
    if isinstance(when, timedelta):
        return f"every {when // timedelta(minutes=1)} minutes"
    return "every night" if len(when.hour) == 1 else "every hour"
