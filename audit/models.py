from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from audit.enums import Kind, Outcome


class AccessEvent(models.Model):
    """One look at something personal: who, from where, whom it was about, and whether it was given.

    Holds UUIDs and names as they were, no foreign keys: it must outlive what it tells about. Insert-only
    by database right and trigger, partitioned by month; made in migration 0001.
    """

    pk = models.CompositePrimaryKey("at", "id")
    at = models.DateTimeField()
    id = models.UUIDField()
    request_id = models.UUIDField()
    user_id = models.UUIDField(null=True)
    user_name = models.TextField(default="")
    organisation_id = models.UUIDField(null=True)
    organisation = models.TextField(default="")
    role = models.TextField(default="")
    kind = models.TextField(choices=Kind.choices)
    outcome = models.TextField(choices=Outcome.choices)
    status = models.PositiveSmallIntegerField()
    route = models.TextField()
    programme_id = models.UUIDField(null=True)
    citizens = ArrayField(models.UUIDField(), default=list)
    parts = ArrayField(models.TextField(), default=list)
    object_type = models.TextField(default="")
    object_id = models.UUIDField(null=True)
    basis = models.TextField(default="")
    source = models.GenericIPAddressField(null=True)
    criterion = models.TextField(default="")

    class Meta:
        db_table = "audit_accessevent"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"


class Seal(models.Model):
    """An event's place in the chain (audit.queries.chain): a number, the seal before, an HMAC over both and the event.

    Insert-only and partitioned like the log. Written by the worker, which holds the key; read by who verifies.
    """

    pk = models.CompositePrimaryKey("at", "id")
    at = models.DateTimeField()
    id = models.UUIDField()
    n = models.BigIntegerField()
    form = models.PositiveSmallIntegerField()
    key = models.TextField()
    prev = models.BinaryField()
    mac = models.BinaryField()
    sealed_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "audit_seal"
        ordering = ["n"]

    def __str__(self) -> str:
        return str(self.n)


class RetiredMonth(models.Model):
    """A month of the log that was dropped when its time was over, signed: why these numbers are missing in the chain.

    `kept` are the numbers between `first_n` and `last_n` that are another month's; `head` is the seal of `last_n`.
    """

    month = models.DateField(primary_key=True)
    first_n = models.BigIntegerField()
    last_n = models.BigIntegerField()
    kept = ArrayField(models.BigIntegerField())
    head = models.BinaryField()
    key = models.TextField()
    mac = models.BinaryField()
    retired_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "audit_retired"
        ordering = ["month"]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
