from django.urls import include, path

urlpatterns = [
    path("", include("accounts.urls")),
    path("", include("citizens.urls")),
    path("", include("plans.urls")),
    path("", include("tracks.urls")),
    path("", include("meetings.urls")),
    path("", include("followups.urls")),
    path("", include("overview.urls")),
]

handler400 = "accounts.views.own.unreadable"
handler403 = "accounts.views.own.denied"
handler500 = "accounts.views.own.broken"
