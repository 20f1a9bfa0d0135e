from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from citizens.models import CareTeamMember, Relative
from core.models import Record
from meetings.enums import MeetingKind, MeetingState
from plans.models import Plan


class NetworkMeeting(Record):
    """The citizen and the network meet about the plan (netværksmøde, domain.md § 5). Part *front* of its plan.

    The day of the earliest planned one is kept on the plan and the signpost (`plans.actions.keep_next_meeting`).
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="meetings", verbose_name=_("plan"))
    meets_on = models.DateField(_("date"))
    starts_at = models.TimeField(_("time"), null=True, blank=True)
    kind = models.CharField(_("form"), max_length=10, choices=MeetingKind.choices, default=MeetingKind.IN_PERSON)
    place = models.CharField(_("place or link"), max_length=200, blank=True)
    called_by = models.CharField(_("called by"), max_length=120)
    purpose = models.TextField(_("purpose"))
    citizen_attends = models.BooleanField(_("the citizen takes part"), default=True)
    state = models.CharField(_("state"), max_length=10, choices=MeetingState.choices, default=MeetingState.PLANNED)
    held_on = models.DateField(_("held"), null=True, blank=True)
    cancelled_reason = models.CharField(_("why it was cancelled"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("network meeting")
        verbose_name_plural = _("network meetings")
        ordering = ["meets_on", "id"]
        indexes = [
            models.Index(fields=["meets_on", "id"], name="meeting_coming", condition=Q(state=MeetingState.PLANNED))
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=MeetingState.HELD, held_on__isnull=False)
                | ~Q(state=MeetingState.HELD) & Q(held_on__isnull=True),
                name="meeting_held_has_date",
            ),
            models.CheckConstraint(
                condition=Q(state=MeetingState.CANCELLED) & ~Q(cancelled_reason="")
                | ~Q(state=MeetingState.CANCELLED) & Q(cancelled_reason=""),
                name="meeting_cancelled_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(kind=MeetingKind.IN_PERSON) | ~Q(place=""), name="meeting_in_person_has_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{_('network meeting')} {self.meets_on:%d.%m.%Y}"

    @property
    def is_open(self) -> bool:
        """Still to be held or cancelled. With its plan closed, a meeting that was planned lapses by itself."""
        return self.state == MeetingState.PLANNED and self.plan.is_open


class MeetingParticipant(Record):
    """Somebody who is to take part: a place in the network, or one of family and friends. The citizen is a field of
    the meeting."""

    meeting = models.ForeignKey(
        NetworkMeeting, on_delete=models.PROTECT, related_name="participants", verbose_name=_("network meeting")
    )
    member = models.ForeignKey(
        CareTeamMember,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("network participant"),
    )
    relative = models.ForeignKey(
        Relative, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings", verbose_name=_("relative")
    )
    removed = models.BooleanField(_("removed"), default=False)

    class Meta:
        verbose_name = _("participant of a meeting")
        verbose_name_plural = _("participants of a meeting")
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(member__isnull=False, relative__isnull=True)
                | Q(member__isnull=True, relative__isnull=False),
                name="meeting_participant_is_one",
            ),
            models.UniqueConstraint(fields=["meeting", "member"], name="meeting_member_once"),
            models.UniqueConstraint(fields=["meeting", "relative"], name="meeting_relative_once"),
        ]

    def __str__(self) -> str:
        return str(self.member or self.relative)
