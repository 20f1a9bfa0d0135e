from django.urls import path

from overview.views import paper

app_name = "overview"
urlpatterns = [
    path("planer/<uuid:plan_id>/papir/", paper.choose, name="print"),
    path("planer/<uuid:plan_id>/papir/vis/", paper.preview, name="preview"),
    path("planer/<uuid:plan_id>/papir/pdf/", paper.pdf, name="pdf"),
]
