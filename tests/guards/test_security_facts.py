"""docs/security-facts.md says what is true: each number in bold is the code's, each secret stands there."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher

import core.drafts
import core.forms
import core.jobs
import core.pdf
import core.scanned
from accounts.models import LINK_LIFETIME
from citizens.actions import scans, todos
from somv import environment
from somv.schedule import BEAT_SCHEDULE
from somv.settings import base, identity

PROJECT = Path(__file__).resolve().parents[2]
TEXT = (PROJECT / "docs" / "security-facts.md").read_text(encoding="utf-8")


def line(beginning: str) -> str:
    found = [row for row in TEXT.splitlines() if row.startswith(beginning)]
    assert len(found) == 1, (beginning, len(found))
    return found[0]


def bold(beginning: str) -> list[int]:
    return [int(number) for number in re.findall(r"\*\*(\d+)\*\*", line(beginning))]


def test_limits_are_those_of_the_code():
    assert bold("| every text |") == [core.forms.LONGEST_TEXT]
    assert bold("| a request without") == [settings.DATA_UPLOAD_MAX_MEMORY_SIZE, settings.DATA_UPLOAD_MAX_NUMBER_FIELDS]
    assert bold("| a request with files") == [settings.LARGEST_BODY, settings.DATA_UPLOAD_MAX_NUMBER_FILES]
    assert bold("| an address;") == [settings.LONGEST_ADDRESS, settings.MOST_HEADERS, settings.LARGEST_HEADERS]
    assert bold("| a scan of") == [core.scanned.LARGEST, core.scanned.MOST_PIXELS, scans.MOST]
    assert bold("| drafts | **50**") == [core.drafts.MOST, core.drafts.LARGEST]
    assert bold("| own to-dos") == [todos.MOST_OPEN]
    assert bold("| a job |") == [core.jobs.MOST_TRIES, core.jobs.LARGEST]
    assert bold("| a paper |") == [core.pdf.LONGEST]
    assert bold("| mails | **200**") == [settings.MAILS_PER_SWEEP]
    assert bold("| emergency access |") == [settings.EMERGENCY_TRIES, settings.EMERGENCY_MINUTES]
    assert bold("| citizens opened") == [settings.AUDIT_MANY_IN_AN_HOUR]
    assert bold("| different citizens") == [settings.CITIZENS_AN_HOUR]
    assert bold("| requests in") == [base.REQUESTS_A_MINUTE]
    from overview.queries import week

    assert bold("| the week's plans") == [week.MOST]


def test_times_are_those_of_the_code():
    assert bold("A session ends") == [settings.SESSION_IDLE // 60, settings.SESSION_LONGEST // 3600]
    assert bold("and each confirmation.") == [settings.STEP_UP_MINUTES]
    assert bold("| one-time link |") == [LINK_LIFETIME // timedelta(days=1)]
    assert bold("| passwords | log-in") == [600_000] and PBKDF2PasswordHasher.iterations >= 600_000
    assert bold("| recovery codes |") == [identity.RECOVERY_CODE_ROUNDS]


def test_retention_is_that_of_the_code():
    """The table is `somv/retention.py`'s (test_retention.py), its ends are tried (test_retention_ends.py)."""
    from core.outbox import purge

    assert bold("| access log and its seals |") == [settings.AUDIT_RETENTION_YEARS] == [5]
    assert bold("| drafts | **30**") == [core.drafts.KEPT_FOR // timedelta(days=1)]
    assert bold("| mails and notices |") == [purge.KEPT // timedelta(days=1), purge.UNTOLD_KEPT // timedelta(days=1)]
    assert bold("| file of a pack") == [core.jobs.KEPT // timedelta(hours=1)]
    assert bold("| answers of who was screened") == [settings.SCREENING_KEPT_MONTHS] == [6]
    assert {"screenings-erase", "audit-chain", "old-drafts", "notices-purge", "jobs-purge"} <= set(BEAT_SCHEDULE)
    assert "nothing deletes them yet" in TEXT  # whoever builds it changes this page


def test_every_secret_of_the_settings_is_in_the_table():
    """A new secret without who has it and how it is renewed fails here."""
    code = "".join(path.read_text(encoding="utf-8") for path in (PROJECT / "somv" / "settings").glob("*.py"))
    named = set(re.findall(r"env(?:_list)?\(\s*\"(\w*(?:KEY|KEYS|SECRET|PASSWORD))\"", code))
    assert named >= {"SECRET_KEY", "SOMV_FIELD_KEYS", "SOMV_LOOKUP_KEY", "SOMV_AUDIT_KEYS"}
    assert {name for name in named if f"`{name}`" not in TEXT} == set()
    assert environment.env  # the one way to a setting


def test_the_ordinary_log_goes_to_one_place():
    """16.2.3: standard error, and nowhere else."""
    assert {name: row["class"] for name, row in settings.LOGGING["handlers"].items()} == {
        "console": "logging.StreamHandler"
    }
    assert settings.LOGGING["root"]["handlers"] == ["console"]
    assert not getattr(settings, "ADMINS", ()) and not getattr(settings, "MANAGERS", ())
    assert "--access-logfile /dev/null" in (PROJECT / "Procfile").read_text(encoding="utf-8")


def test_the_databases_own_limits_are_those_said():
    roles = (PROJECT / "core" / "sql" / "roles.sql").read_text(encoding="utf-8")
    assert "somv_app set statement_timeout = '30s'" in roles and "somv_app set lock_timeout = '10s'" in roles
    assert "30 seconds; a lock 10" in line("| a question to the database")


def test_no_password_of_a_service_has_a_default():
    """13.2.3: what is not given is empty, and an empty one is refused."""
    text = (PROJECT / "docker-compose.yml").read_text(encoding="utf-8")
    said = re.findall(r"\$\{(\w*PASSWORD):-([^}]*)\}", text)
    assert len(said) >= 7 and {name for name, default in said if default} == set()


def test_what_is_taken_in_from_others_has_its_times():
    assert bold("Fixes of holes are taken in") == [2, 14, 3]
    for name in ("requirements.lock", "requirements.prod.lock", "package-lock.json"):
        assert (PROJECT / name).is_file() and f"`{name}`" in TEXT
