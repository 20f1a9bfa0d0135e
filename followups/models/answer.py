from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Record
from followups.enums import AnsweredBy, ConcernKind, Grasp, Health, Mode, Question
from followups.models.follow_up import FollowUp

WHO5_ITEMS = 5
WHO5_MOST = 5  # points an item can have


def _unanswered_if_declined(question: Question, **empty: Any) -> Q:
    return ~Q(declined__contains=[question.value]) | Q(**empty)


class FollowUpAnswer(Record):
    """What was answered in a round. Part *answers*: behind a consent of its own.

    "Does not wish to answer" is an answer (`declined`), not a missing value: a gap in a curve, never zero. Historic
    yes/no satisfaction is stored as such (`satisfied_then`), never converted. A correction keeps the original in
    history.
    """

    follow_up = models.OneToOneField(
        FollowUp, on_delete=models.PROTECT, related_name="answer", verbose_name=_("follow-up")
    )
    answered_on = models.DateField(_("answered"))
    mode = models.CharField(_("how"), max_length=6, choices=Mode.choices)
    answered_by = models.CharField(
        _("answered by"), max_length=8, choices=AnsweredBy.choices, default=AnsweredBy.CITIZEN
    )
    proxy = models.CharField(_("who answered, and how they know the citizen"), max_length=120, blank=True)
    health = models.PositiveSmallIntegerField(_("self-rated health"), choices=Health.choices, null=True, blank=True)
    satisfaction = models.PositiveSmallIntegerField(
        _("satisfaction with life"), null=True, blank=True, validators=[MaxValueValidator(10)]
    )
    satisfied_then = models.BooleanField(_("satisfied with life (yes/no, as asked earlier)"), null=True, blank=True)
    knows = models.CharField(_("knows where to turn"), max_length=8, choices=Grasp.choices, blank=True)
    who5 = ArrayField(
        models.PositiveSmallIntegerField(null=True, validators=[MinValueValidator(0), MaxValueValidator(WHO5_MOST)]),
        verbose_name=_("WHO-5"),
        default=list,
        blank=True,
    )
    together = models.CharField(_("those who help work together"), max_length=8, choices=Grasp.choices, blank=True)
    differently = models.TextField(_("what we should do differently"), blank=True)
    declined = ArrayField(
        models.CharField(max_length=12, choices=Question.choices),
        verbose_name=_("does not wish to answer"),
        default=list,
        blank=True,
    )
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("answers of a follow-up")
        verbose_name_plural = _("answers of follow-ups")
        ordering = ["answered_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(health__isnull=True) | Q(health__range=(1, 5)), name="answer_health_range"
            ),
            models.CheckConstraint(
                condition=Q(satisfaction__isnull=True) | Q(satisfaction__range=(0, 10)),
                name="answer_satisfaction_range",
            ),
            models.CheckConstraint(
                condition=Q(satisfied_then__isnull=True) | Q(satisfaction__isnull=True), name="answer_satisfied_one_way"
            ),
            models.CheckConstraint(condition=Q(who5__len=0) | Q(who5__len=WHO5_ITEMS), name="answer_who5_whole"),
            models.CheckConstraint(
                condition=Q(answered_by=AnsweredBy.PROXY) & ~Q(proxy="") | Q(answered_by=AnsweredBy.CITIZEN, proxy=""),
                name="answer_proxy_named",
            ),
            models.CheckConstraint(
                condition=_unanswered_if_declined(Question.HEALTH, health__isnull=True)
                & _unanswered_if_declined(Question.SATISFACTION, satisfaction__isnull=True, satisfied_then__isnull=True)
                & _unanswered_if_declined(Question.KNOWS, knows="")
                & _unanswered_if_declined(Question.WHO5, who5__len=0)
                & _unanswered_if_declined(Question.TOGETHER, together="")
                & _unanswered_if_declined(Question.DIFFERENTLY, differently=""),
                name="answer_declined_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.answered_on:%d.%m.%Y}"

    @property
    def by_citizen(self) -> bool:
        return self.answered_by == AnsweredBy.CITIZEN

    @property
    def who5_score(self) -> int | None:
        """WHO-5: the sum of the five items × 4, 0-100. None when an item is missing: then there is no score."""
        items = [item for item in self.who5 if item is not None]
        return sum(items) * 4 if len(items) == WHO5_ITEMS else None


class Concern(Record):
    """Something in an answer to talk about with the citizen; raised with the answer, ended by the talk.

    `lapsed_on`: a correction of the answers has taken it away, so there is nothing left to talk about.
    """

    answer = models.OneToOneField(
        FollowUpAnswer, on_delete=models.PROTECT, related_name="concern", verbose_name=_("answers")
    )
    kinds = ArrayField(models.CharField(max_length=20, choices=ConcernKind.choices), verbose_name=_("what"))
    talked_on = models.DateField(_("talked about"), null=True, blank=True)
    talked_note = models.TextField(_("what came of it"), blank=True)
    lapsed_on = models.DateField(_("taken away by a correction"), null=True, blank=True)

    class Meta:
        verbose_name = _("something to talk about")
        verbose_name_plural = _("things to talk about")
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kinds__len__gt=0), name="concern_says_what"),
            models.CheckConstraint(
                condition=Q(talked_on__isnull=False) | Q(talked_note=""), name="concern_note_after_talk"
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.created_at:%d.%m.%Y}"

    @property
    def labels(self) -> list[Any]:
        """What it is about, in words."""
        return [ConcernKind(kind).label for kind in self.kinds]
