from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from citizens.enums import TRACK_CHOICES
from citizens.models import Citizen
from core.models import Record
from tracks.enums import ContactForm, EntryKind
from tracks.models.goal import Goal
from tracks.models.intervention import Intervention


class LogEntry(Record):
    """A line of the logbook: a comment, or a note of a contact. Append-only; a correction is a following entry.

    Update and delete are refused by trigger (migration 0002), so the entry is its own history.
    """

    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="log", verbose_name=_("citizen"))
    kind = models.CharField(_("kind"), max_length=8, choices=EntryKind.choices)
    tracks = ArrayField(models.CharField(max_length=12, choices=TRACK_CHOICES), verbose_name=_("tracks"))
    goal = models.ForeignKey(
        Goal, on_delete=models.PROTECT, null=True, blank=True, related_name="comments", verbose_name=_("goal")
    )
    intervention = models.ForeignKey(
        Intervention,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="comments",
        verbose_name=_("intervention"),
    )
    text = models.TextField(_("text"))
    contact_form = models.CharField(_("form of contact"), max_length=8, choices=ContactForm.choices, blank=True)
    contact_on = models.DateField(_("date"), null=True, blank=True)
    contact_with = models.CharField(_("with whom"), max_length=160, blank=True)
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name=_("corrects")
    )
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("written by"))
    author_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("organisation")
    )

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("logbook")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["citizen", "-created_at"], name="log_of_citizen")]
        constraints = [
            models.CheckConstraint(condition=Q(tracks__len__gte=1), name="log_has_track"),
            models.CheckConstraint(
                condition=Q(
                    kind=EntryKind.CONTACT, contact_on__isnull=False, goal__isnull=True, intervention__isnull=True
                )
                & ~Q(contact_form="")
                & ~Q(contact_with="")
                | Q(kind=EntryKind.COMMENT, contact_form="", contact_on__isnull=True, contact_with="", tracks__len=1),
                name="log_kind_whole",
            ),
            models.CheckConstraint(
                condition=Q(goal__isnull=True) | Q(intervention__isnull=True), name="log_one_subject"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
