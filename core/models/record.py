"""Record: what every stored thing of the product is built on."""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from core import attribution


class Refused(Exception):
    """An action says no. `field` names the form field the message belongs to, if one does."""

    def __init__(self, message: Any, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Stale(Exception):
    """The record was saved by somebody else since the form was opened; nothing was changed."""

    def __init__(self, record: Record) -> None:
        super().__init__(f"{record._meta.label} has revision {record.revision}")
        self.record = record


class History(HistoricalRecords):
    """simple-history, told who acts by `core.attribution` instead of by a request."""

    def get_history_user(self, instance: models.Model) -> Any:
        return attribution.current().user

    def get_change_reason_for_object(self, instance: models.Model, history_type: str, using: str | None) -> str:
        return attribution.current().reason


class BulkWriteRefused(RuntimeError):
    """Bulk writes pass history by; they are refused on records."""


class RecordQuerySet(models.QuerySet[Any]):
    def _refuse(self, *args: Any, **kwargs: Any) -> Any:
        raise BulkWriteRefused("save records one by one in an action; bulk writes leave no history")

    update = delete = bulk_create = bulk_update = _refuse

    def import_rows(self, rows: list[Any]) -> None:
        """The one named door for large imports: rows and their first history rows in two statements.

        A row with `_history_date` (an aware moment) is entered in history as of then.
        """
        who = attribution.current()
        for row in rows:
            row.revision = 1
        with transaction.atomic():
            models.QuerySet(self.model).bulk_create(rows)
            history: Any = self.model.history
            history.bulk_history_create(rows, default_user=who.user, default_change_reason=who.reason)

    def change_rows(self, rows: list[Any], fields: list[str]) -> None:
        """The one named door for one act on many rows: `fields` as they stand on `rows`, and a history row for each.

        Two statements however many rows. The rows must have been read under lock in this transaction: nothing here
        notices a stale one. `save()` is not called, so a model that derives columns in it is refused.
        """
        who = attribution.current()
        if self.model.save is not Record.save:
            raise BulkWriteRefused(f"{self.model._meta.label} derives columns in save(); save its rows one by one")
        for row in rows:
            row.revision += 1
        with transaction.atomic():
            models.QuerySet(self.model).bulk_update(rows, [*fields, "revision"])
            history: Any = self.model.history
            history.bulk_history_create(rows, update=True, default_user=who.user, default_change_reason=who.reason)


class CreatedAt(models.DateTimeField):
    """Now, or for a row that is taken over from elsewhere the moment its history begins (`_history_date`)."""

    def pre_save(self, instance: models.Model, add: bool) -> Any:
        moment = getattr(instance, "_history_date", None)
        if add and self.auto_now_add and moment is not None:
            setattr(instance, self.attname, moment)
            return moment
        return super().pre_save(instance, add)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, kwargs  # the same column: no migration for it


class Record(models.Model):
    """A stored thing with an unguessable key, a revision against lost edits, and an attributed history."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    revision = models.PositiveIntegerField(_("revision"), default=0, editable=False)
    created_at = CreatedAt(_("created"), auto_now_add=True, editable=False)
    history = History(inherit=True, user_db_constraint=False, user_related_name="+")

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        attribution.current()
        self.revision += 1
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "revision"}
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        attribution.current()
        return super().delete(*args, **kwargs)

    def locked(self, revision: int | None = None) -> Self:
        """This record, read afresh under a row lock. Raises Stale if `revision` is given and has passed."""
        fresh = type(self)._base_manager.select_for_update(of=("self",)).get(pk=self.pk)
        if revision is not None and fresh.revision != revision:
            raise Stale(fresh)
        return fresh
