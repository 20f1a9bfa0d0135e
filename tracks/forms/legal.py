from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.forms import RecordForm
from tracks.models import LegalBasis


class LegalBasisForm(RecordForm):
    class Meta:
        model = LegalBasis
        fields = ["track", "name", "explanation", "position", "in_use"]
        labels = {
            "track": _("Track"),
            "name": _("Paragraph"),
            "explanation": _("What it is about"),
            "position": _("Position"),
            "in_use": _("In use"),
        }
        help_texts = {
            "track": _("The paragraph is offered for interventions of this track."),
            "name": _("Short, as it is written, e.g. SEL § 85."),
            "explanation": _("Shown beside the paragraph in the list."),
            "position": _("The lowest number stands first within the track."),
            "in_use": _("Take the tick away to retire it: it is offered no more, and stays where it is used."),
        }
