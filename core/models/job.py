"""Job: a piece of work that is too long for a request."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import SealedTextField, unseal_bytes


class JobState(models.TextChoices):
    WAITING = "waiting", _("Waiting to begin")
    RUNNING = "running", _("Under way")
    DONE = "done", _("Ready")
    FETCHED = "fetched", _("Fetched")
    FAILED = "failed", _("Did not succeed")
    GONE = "gone", _("Deleted")


class JobProblem(models.TextChoices):
    """Why a job failed."""

    NOTHING = "nothing", _("Nothing was left when it was made.")
    TOO_LARGE = "too-large", _("The file became too large. Choose fewer.")
    NOT_ALLOWED = "not-allowed", _("Your access ended before it was made.")
    BROKEN = "broken", _("Something went wrong. Try again; if it happens again, tell the administrator.")


class Job(models.Model):
    """A row that a sweep claims (`core.jobs`). It names ids only, sealed; what it made is sealed, too, and goes
    after a day.

    `ordered_by` and `organisation` are ids of the one who ordered and where they worked then: core knows neither.
    """

    WITH_FILE = (JobState.DONE, JobState.FETCHED)
    OPEN = (JobState.WAITING, JobState.RUNNING)
    RESULT = "core_job.result"  # the column a finished file is sealed for

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    ordered_by = models.UUIDField(_("ordered by"))
    organisation = models.UUIDField(_("workplace of who ordered"))
    parameters = SealedTextField(_("what is wanted"), blank=True)
    state = models.CharField(_("state"), max_length=8, choices=JobState.choices, default=JobState.WAITING)
    problem = models.CharField(_("why it failed"), max_length=12, choices=JobProblem.choices, blank=True)
    done = models.PositiveIntegerField(_("steps done"), default=0)
    total = models.PositiveIntegerField(_("steps in all"), default=0)
    claim = models.UUIDField(_("claimed by"), null=True)
    claimed_until = models.DateTimeField(_("claimed until"), null=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    report = SealedTextField(_("what became of it"), blank=True)
    result = models.BinaryField(_("file"), null=True)
    result_name = models.CharField(_("file name"), max_length=80, blank=True)
    result_type = models.CharField(_("media type"), max_length=40, blank=True)
    expires_at = models.DateTimeField(_("goes at"))

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["created_at"], name="job_open", condition=Q(state__in=["waiting", "running"]))]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "ordered_by"], name="job_one_open", condition=Q(state__in=["waiting", "running"])
            ),
            models.CheckConstraint(
                name="job_file",
                condition=Q(state__in=["done", "fetched"], result__isnull=False)
                | ~Q(state__in=["done", "fetched"]) & Q(result__isnull=True),
            ),
            models.CheckConstraint(
                name="job_claim",
                condition=Q(state="running", claim__isnull=False, claimed_until__isnull=False)
                | ~Q(state="running") & Q(claim__isnull=True, claimed_until__isnull=True),
            ),
            models.CheckConstraint(
                name="job_problem",
                condition=Q(state="failed") & ~Q(problem="") | ~Q(state="failed") & Q(problem=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def wanted(self) -> dict[str, Any]:
        """The parameters: ids only. Empty once the job is gone."""
        return json.loads(self.parameters or "{}")

    @property
    def told(self) -> dict[str, Any]:
        """What the worker reports of how it went: ids only."""
        return json.loads(self.report or "{}")

    @property
    def is_open(self) -> bool:
        """Waiting or under way: worth asking again."""
        return self.state in self.OPEN and not self.is_over

    @property
    def has_file(self) -> bool:
        return self.state in self.WITH_FILE and not self.is_over

    @property
    def is_over(self) -> bool:
        """Its day has passed, whether the sweep has been there or not."""
        return self.state == JobState.GONE or self.expires_at <= timezone.now()

    def content(self) -> bytes:
        """The file. Raises core.keyring.Unreadable if it was altered or the key is gone."""
        return unseal_bytes(bytes(self.result or b""), self.RESULT)
