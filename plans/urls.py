from collections.abc import Callable
from typing import Any

from django.urls import path

from plans.views import lists, prompts, sections, settings
from plans.views.lines import Lines, adding, changing, listing, moving, ordering, removing

app_name = "plans"


def _routes(kind: Lines, list_at: str, row_at: str) -> list[Any]:
    """A list below its plan, and each of its rows by its own id."""
    key = f"<uuid:{kind.name}_id>"
    table: list[tuple[str, Callable[..., Any], str]] = [
        (f"planer/<uuid:plan_id>/{list_at}/", listing(kind), kind.names),
        (f"planer/<uuid:plan_id>/{list_at}/ny/", adding(kind), f"{kind.name}_add"),
        (f"{row_at}/{key}/", changing(kind), f"{kind.name}_edit"),
        (f"{row_at}/{key}/fjern/", removing(kind), f"{kind.name}_remove"),
    ]
    if kind in (lists.CHALLENGE, lists.CONTACT):  # the lists whose order means something
        table += [
            (f"planer/<uuid:plan_id>/{list_at}/orden/", ordering(kind), f"{kind.name}_order"),
            (f"{row_at}/{key}/flyt/", moving(kind), f"{kind.name}_move"),
        ]
    return [path(route, view, name=name) for route, view, name in table]


urlpatterns = [
    path("planer/<uuid:plan_id>/stemme/", sections.voice, name="voice"),
    path("planer/<uuid:plan_id>/accept/", sections.acceptance, name="acceptance"),
    path("planer/<uuid:plan_id>/udebliver/", sections.absent, name="absent"),
    path("planer/<uuid:plan_id>/kriseplan/", sections.crisis, name="crisis"),
    path("planer/<uuid:plan_id>/opmaerksomhed/", prompts.prompts, name="prompts"),
    path("planer/<uuid:plan_id>/opmaerksomhed/ret/", prompts.prompts_edit, name="prompts_edit"),
    *_routes(lists.SITUATION, "situation", "situation"),
    *_routes(lists.CHALLENGE, "udfordringer", "udfordringer"),
    *_routes(lists.AGREEMENT, "aftaler", "aftaler"),
    *_routes(lists.OTHER_PLAN, "andre-planer", "andre-planer"),
    *_routes(lists.CONTACT, "krisekontakter", "krisekontakter"),
    path("aftaler/<uuid:agreement_id>/udfoert/", lists.agreement_done, name="agreement_done"),
    path(
        "administration/programmer/<uuid:pk>/opmaerksomhedspunkter/",
        settings.programme_prompts,
        name="programme_prompts",
    ),
    path(
        "administration/programmer/<uuid:pk>/opmaerksomhedspunkter/nyt/",
        settings.add_programme_prompt,
        name="add_programme_prompt",
    ),
    path(
        "administration/opmaerksomhedspunkter/<uuid:pk>/", settings.edit_programme_prompt, name="edit_programme_prompt"
    ),
]
