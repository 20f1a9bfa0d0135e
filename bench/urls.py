from __future__ import annotations

from django.http import HttpResponse
from django.urls import path

from accounts.access import Request, signed_in
from accounts.permissions import Permission
from core.pages import page
from somv.urls import handler403, handler500
from somv.urls import urlpatterns as product

__all__ = ["handler403", "handler500", "urlpatterns"]


@signed_in(Permission.OVERVIEW)
def nothing(request: Request) -> HttpResponse:
    """The empty page behind log-in: the house's frame, and nothing in it."""
    return page(request, "base.html", {})


@signed_in(Permission.OVERVIEW)
def blank(request: Request) -> HttpResponse:
    """Not even the frame: what a request costs before anything is drawn."""
    return HttpResponse("")


urlpatterns = [*product, path("bench/tom/", nothing, name="bench_nothing"), path("bench/blank/", blank)]
