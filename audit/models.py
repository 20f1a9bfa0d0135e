from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

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

    class Meta:
        db_table = "audit_accessevent"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"
