"""The lists of a plan on their pages and in place."""

import uuid

import pytest

from citizens.enums import Part
from plans import actions
from plans.models import Agreement, Challenge, CrisisContact, OtherPlan, PromptAnswer, Situation
from plans.queries import standing
from tests.factories import plans

HTMX = {"HX-Request": "true"}
SOCIAL = {"tracks": ["social"]}
# list's address, model, what the form takes, the field that is missing in the bad try
KINDS = {
    "situation": (Situation, {"area": "housing", "now": "Egen lejlighed", "tracks": ["social"]}, "tracks"),
    "udfordringer": (Challenge, {"text": "Søvnen", "tracks": ["social", "psychiatry"]}, "tracks"),
    "aftaler": (Agreement, {"text": "Ringer til lægen", "who": "Peter", "due_on": "2027-01-05"}, "who"),
    "andre-planer": (
        OtherPlan,
        {"kind": "job", "authority": "Jobcenter", "contact": "Ring til Jytte", "tracks": ["social"]},
        "authority",
    ),
    "krisekontakter": (CrisisContact, {"name": "Ruth", "phone": "12 34 56 78", "hours": "Altid"}, "phone"),
}


@pytest.fixture
def client(cast, client_of):
    return client_of(cast.koordinator)


def rows(model, cast):
    return list(standing(model, cast.plan))


@pytest.mark.parametrize("place", KINDS)
def test_add_change_and_remove_without_scripts(cast, client, place):
    model, values, _missing = KINDS[place]
    before, home = len(rows(model, cast)), f"/planer/{cast.plan.pk}/{place}/"
    assert client.post(f"{home}ny/", values).url == home
    made = rows(model, cast)[-1]
    assert len(rows(model, cast)) == before + 1
    changed = {**values, "revision": made.revision}
    name = next(key for key in ("now", "text", "authority", "name") if key in values)
    changed[name] = "Noget andet"
    assert client.post(f"/{place}/{made.pk}/", changed).url == home
    assert getattr(model.objects.get(pk=made.pk), name) == "Noget andet"
    assert "tages ud af planen for alle" in client.get(f"/{place}/{made.pk}/fjern/").content.decode()
    assert len(rows(model, cast)) == before + 1
    assert client.post(f"/{place}/{made.pk}/fjern/").url == home
    assert len(rows(model, cast)) == before
    assert client.get(f"/{place}/{made.pk}/").status_code == 404


@pytest.mark.parametrize("place", KINDS)
def test_a_missing_field_keeps_what_was_typed(cast, client, place):
    model, values, missing = KINDS[place]
    before = len(rows(model, cast))
    bad = {key: value for key, value in values.items() if key != missing}
    response = client.post(f"/planer/{cast.plan.pk}/{place}/ny/", bad, headers=HTMX)
    page = response.content.decode()
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [missing]
    assert "<html" not in page
    assert next(value for key, value in bad.items() if key != "tracks" and key not in ("area", "kind")) in page
    assert len(rows(model, cast)) == before


@pytest.mark.parametrize("place", KINDS)
def test_in_place_the_whole_list_comes_back(cast, client, place):
    _model, values, _missing = KINDS[place]
    response = client.post(f"/planer/{cast.plan.pk}/{place}/ny/", values, headers=HTMX)
    assert response.status_code == 200
    assert response.headers["HX-Retarget"].startswith("#plan-")
    assert f'id="{response.headers["HX-Retarget"][1:]}"' in response.content.decode()


@pytest.mark.parametrize("tracks", [["alt"], ["front"], [""], ["social", "x" * 200], ["\0"]])
def test_a_track_that_is_none_is_refused(cast, client, tracks):
    response = client.post(f"/planer/{cast.plan.pk}/udfordringer/ny/", {"text": "x", "tracks": tracks})
    assert response.status_code == 422
    assert not Challenge.objects.filter(text="x").exists()


def test_two_windows_on_one_challenge(cast, client):
    line = cast.challenges[Part.SOCIAL]
    opened = line.revision
    actions.change_line(line, by=cast.koordinator, revision=opened, tracks=["social", "somatic"], text="Den andens")
    values = {"text": "Min", "tracks": ["social", "addiction"], "revision": opened}
    response = client.post(f"/udfordringer/{line.pk}/", values)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Den andens" in page
    assert 'value="Min"' in page
    assert "Somatisk sygdom, Social indsats" in page or "Social indsats, Somatisk sygdom" in page
    assert Challenge.objects.get(pk=line.pk).text == "Den andens"


def test_move_order_and_a_list_that_was_changed(cast, client):
    home = f"/planer/{cast.plan.pk}/udfordringer/"
    ids = [row.pk for row in rows(Challenge, cast)]
    client.post(f"/udfordringer/{ids[1]}/flyt/", {"move": "up"})
    assert [row.pk for row in rows(Challenge, cast)][:2] == [ids[1], ids[0]]
    assert client.post(f"{home}orden/", {"order": ids}, headers=HTMX).status_code == 200
    assert [row.pk for row in rows(Challenge, cast)] == ids
    for wrong in (ids[:2], ["x"], [str(uuid.uuid4())] * 3, []):
        response = client.post(f"{home}orden/", {"order": wrong}, headers=HTMX)
        assert response.status_code == 422
        assert "alert-warning" in response.content.decode()
    assert [row.pk for row in rows(Challenge, cast)] == ids
    assert client.get(f"/udfordringer/{ids[0]}/flyt/").status_code == 405


def test_an_agreement_is_done(cast, client):
    client.post(f"/aftaler/{cast.agreement.pk}/udfoert/", {"done": "yes"})
    assert Agreement.objects.get(pk=cast.agreement.pk).done_on is not None


def test_nobody_but_the_coordinator_changes_a_line(cast, client_of):
    line = cast.challenges[Part.SOCIAL]
    for name, status in (("jobcenter", 403), ("projektleder", 403), ("sygehus", 404), ("koordinator2", 404)):
        for address in (f"/udfordringer/{line.pk}/", f"/udfordringer/{line.pk}/fjern/"):
            assert client_of(cast.user(name)).post(address, {"text": "x"}).status_code == status
    assert Challenge.objects.get(pk=line.pk).revision == line.revision


def test_a_line_of_a_closed_plan_is_read_only(cast, client):
    line = plans.challenge(cast.closed_plan, "Dengang", (Part.SOCIAL,))
    assert client.post(f"/udfordringer/{line.pk}/", {"text": "Nu", "tracks": ["social"]}).status_code == 403
    page = client.get(f"/planer/{cast.closed_plan.pk}/udfordringer/").content.decode()
    assert "Dengang" in page
    assert "Tilføj en udfordring" not in page


def prompts(cast, **values):
    sent = {}
    for kind, prompt in cast.prompts.items():
        answer, prefix = cast.prompt_answers[kind], f"p{prompt.pk.hex}"
        sent |= {f"{prefix}-reply": answer.reply, f"{prefix}-note": answer.note, f"{prefix}-revision": answer.revision}
    return {**sent, **values}


def test_prompts_are_answered_together_or_not_at_all(cast, client):
    address = f"/planer/{cast.plan.pk}/opmaerksomhed/ret/"
    new = plans.prompt(cast.programme, "Nyt punkt", (Part.SOCIAL,))
    first = f"p{cast.prompts[Part.SOCIAL].pk.hex}"
    history = PromptAnswer.history.count()
    bad = prompts(cast, **{f"{first}-reply": "no", f"p{new.pk.hex}-note": "uden svar"})
    response = client.post(address, bad)
    assert response.status_code == 422
    assert "uden svar" in response.content.decode()
    assert PromptAnswer.history.count() == history
    good = {**bad, f"p{new.pk.hex}-reply": "not-relevant"}
    assert client.post(address, good).status_code == 302
    assert PromptAnswer.objects.get(prompt=new).note == "uden svar"
    assert PromptAnswer.objects.get(prompt=cast.prompts[Part.SOCIAL]).reply == "no"
    assert PromptAnswer.history.count() == history + 2


def test_prompts_show_by_track(cast, client_of):
    page = client_of(cast.jobcenter).get(f"/planer/{cast.plan.pk}/opmaerksomhed/").content.decode()
    assert "Punkt om social" in page
    for kind in (Part.ADDICTION, Part.PSYCHIATRY, Part.SOMATIC):
        assert f"Punkt om {kind.value}" not in page
    assert client_of(cast.jobcenter).get(f"/planer/{cast.plan.pk}/opmaerksomhed/ret/").status_code == 403
