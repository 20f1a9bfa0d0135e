from django.urls import include, path

urlpatterns = [
    path("", include("accounts.urls")),
    path("", include("citizens.urls")),
    path("", include("plans.urls")),
    path("", include("tracks.urls")),
    path("", include("meetings.urls")),
    path("", include("overview.urls")),
]

handler403 = "accounts.views.own.denied"
