from django.urls import path

from meetings import views

app_name = "meetings"

urlpatterns = [
    path("moeder/", views.coming, name="list"),
    path("borgere/<uuid:citizen_id>/moeder/", views.meetings, name="meetings"),
    path("planer/<uuid:plan_id>/moeder/nyt/", views.add, name="add"),
    path("planer/<uuid:plan_id>/moeder/afholdt/", views.record, name="record"),
    path("moeder/<uuid:meeting_id>/", views.edit, name="edit"),
    path("moeder/<uuid:meeting_id>/holdt/", views.held, name="held"),
    path("moeder/<uuid:meeting_id>/aflys/", views.cancel, name="cancel"),
]
