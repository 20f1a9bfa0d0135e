"""The plan is closed between the door and the action: the mover is told, and nothing breaks."""

import pytest
from django.urls import reverse

from citizens.enums import Part
from core.models import Refused
from tracks import actions

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("noun", ["goal", "intervention"])
def test_a_move_that_comes_too_late_is_refused_and_shown(cast, client_of, monkeypatch, noun):
    def closed(*args, **kwargs):
        raise Refused("closed")

    monkeypatch.setattr(actions, f"move_{noun}", closed)
    row = getattr(cast, f"{noun}s")[Part.SOCIAL]
    url = reverse(f"tracks:{noun}_move", args=[row.pk])
    answer = client_of(cast.koordinator).post(url, {"move": "up"}, headers={"HX-Request": "true"})
    assert (answer.status_code, f'id="track-{row.track_id}"' in answer.text) == (422, True)
