"""A few views behind the door, beside the product's own: the access log is tested where no page changes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from accounts.access import note_shown, signed_in, through
from accounts.permissions import Permission
from audit.enums import Kind
from citizens import access
from citizens.models import Citizen
from core.attribution import attributed_to


@through(access.citizen, Permission.CITIZEN_VIEW)
def look(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    return HttpResponse(citizen.name)


@through(access.citizen, Permission.MASTER_CHANGE)
def rename_and(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    """Saves, and then goes wrong as told: what was saved must be gone, and the log must tell."""
    citizen.given_name = "Paul"
    with attributed_to(request.user):
        citizen.save()
    match request.POST["then"]:
        case "404":
            raise Http404
        case "422":
            return HttpResponse("no", status=422)
        case "500":
            raise RuntimeError("on purpose")
    return HttpResponse("done")


@signed_in(Permission.CITIZEN_LIST, kind=Kind.LIST)
def listed(request: HttpRequest) -> HttpResponse:
    rows = list(access.visible_citizens(request.user))
    note_shown(request, [row.pk for row in rows])
    return render(request, "base.html")


@signed_in(Permission.OVERVIEW)
def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse("nothing personal")


urlpatterns = [
    path("t/look/<uuid:citizen_id>/", look, name="look"),
    path("t/rename/<uuid:citizen_id>/", rename_and, name="rename"),
    path("t/list/", listed, name="listed"),
    path("t/plain/", plain, name="plain"),
    path("", include("somv.urls")),
]
