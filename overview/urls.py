from django.urls import path

from overview.views import home, paper, plan, timeline, week

app_name = "overview"
urlpatterns = [
    path("", home.home, name="home"),
    path("borgere/", home.citizens, name="citizens"),
    path("indsatser/", home.work, name="work"),
    path("soeg/", home.search, name="search"),
    path("borgere/<uuid:citizen_id>/historik/", timeline.show, name="timeline"),
    path("borgere/<uuid:citizen_id>/plan/", plan.plan, name="plan"),
    path("borgere/<uuid:citizen_id>/planer/", plan.earlier_plans, name="earlier_plans"),
    path("planer/<uuid:plan_id>/", plan.closed_plan, name="closed_plan"),
    path("planer/<uuid:plan_id>/papir/", paper.choose, name="print"),
    path("planer/<uuid:plan_id>/papir/vis/", paper.preview, name="preview"),
    path("planer/<uuid:plan_id>/papir/pdf/", paper.pdf, name="pdf"),
    path("ugens-planer/", week.week, name="week"),
    path("ugens-planer/<uuid:job_id>/", week.pack, name="pack"),
    path("ugens-planer/<uuid:job_id>/fil/", week.pack_file, name="pack_file"),
]
