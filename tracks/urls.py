from django.urls import path

from tracks.views import comments, goals, interventions, log, plan, tracks

app_name = "tracks"
urlpatterns = [
    path("borgere/<uuid:citizen_id>/indskrivning/vigtigt/", plan.enrol_voice, name="enrol_voice"),
    path("borgere/<uuid:citizen_id>/plan/start/", plan.start, name="start_plan"),
    path("planer/<uuid:plan_id>/aktiver/", plan.activate, name="activate"),
    path("planer/<uuid:plan_id>/luk/", plan.close, name="close"),
    path("planer/<uuid:plan_id>/version/", plan.new_version, name="new_version"),
    path("spor/<uuid:track_id>/", tracks.show, name="track"),
    path("spor/<uuid:track_id>/ret/", tracks.edit, name="track_edit"),
    path("spor/<uuid:track_id>/maal/ny/", goals.add, name="goal_add"),
    path("spor/<uuid:track_id>/indsatser/ny/", interventions.add, name="intervention_add"),
    path("spor/<uuid:track_id>/indsatser/orden/", interventions.order, name="intervention_order"),
    path("spor/<uuid:track_id>/kommentarer/", comments.on_track, name="comments_on_track"),
    path("spor/<uuid:track_id>/kommentarer/ny/", comments.write_on_track, name="comment_on_track"),
    path("maal/<uuid:goal_id>/", goals.edit, name="goal_edit"),
    path("maal/<uuid:goal_id>/flyt/", goals.move, name="goal_move"),
    path("maal/<uuid:goal_id>/delmaal/ny/", goals.add_under, name="subgoal_add"),
    path("maal/<uuid:goal_id>/kommentarer/", comments.on_goal, name="comments_on_goal"),
    path("maal/<uuid:goal_id>/kommentarer/ny/", comments.write_on_goal, name="comment_on_goal"),
    path("indsatser/<uuid:intervention_id>/", interventions.edit, name="intervention_edit"),
    path("indsatser/<uuid:intervention_id>/status/", interventions.status, name="intervention_status"),
    path("indsatser/<uuid:intervention_id>/flyt/", interventions.move, name="intervention_move"),
    path(
        "indsatser/<uuid:intervention_id>/kommentarer/",
        comments.on_intervention,
        name="comments_on_intervention",
    ),
    path(
        "indsatser/<uuid:intervention_id>/kommentarer/ny/",
        comments.write_on_intervention,
        name="comment_on_intervention",
    ),
    path("borgere/<uuid:citizen_id>/logbog/", log.log, name="log"),
    path("borgere/<uuid:citizen_id>/logbog/kontakt/", log.add_contact, name="contact_add"),
    path("logbog/<uuid:entry_id>/ret/", log.correct, name="entry_correct"),
]
