from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from citizens.enums import TRACK_CHOICES
from citizens.models import Programme
from core.models import Record
from plans.enums import PromptReply
from plans.models.plan import Plan


class Prompt(Record):
    """A thing not to forget (opmærksomhedspunkt); a list per programme, each with the tracks it belongs to."""

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="prompts", verbose_name=_("programme")
    )
    text = models.CharField(_("text"), max_length=200)
    tracks = ArrayField(models.CharField(max_length=12, choices=TRACK_CHOICES), verbose_name=_("tracks"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    in_use = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("prompt")
        verbose_name_plural = _("prompts")
        ordering = ["position", "id"]
        constraints = [models.CheckConstraint(condition=Q(tracks__len__gte=1), name="prompt_has_track")]

    def __str__(self) -> str:
        return self.text


class PromptAnswer(Record):
    """What was answered to a prompt in this plan."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="prompt_answers", verbose_name=_("plan"))
    prompt = models.ForeignKey(Prompt, on_delete=models.PROTECT, related_name="answers", verbose_name=_("prompt"))
    reply = models.CharField(_("answer"), max_length=12, choices=PromptReply.choices)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("answer to a prompt")
        verbose_name_plural = _("answers to prompts")
        ordering = ["prompt__position", "id"]
        constraints = [models.UniqueConstraint(fields=["plan", "prompt"], name="prompt_answered_once")]

    def __str__(self) -> str:
        return f"{self.prompt}: {self.get_reply_display()}"
