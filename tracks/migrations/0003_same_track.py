from django.db import migrations

# A goal of another track can serve no intervention and bear no sub-goal: Django has no composite foreign keys.
FORWARD = """
alter table tracks_intervention add constraint intervention_goal_of_same_track
    foreign key (goal_id, track_id) references tracks_goal (id, track_id) deferrable initially deferred;
alter table tracks_goal add constraint goal_parent_of_same_track
    foreign key (parent_id, track_id) references tracks_goal (id, track_id) deferrable initially deferred;
"""
BACKWARD = """
alter table tracks_goal drop constraint goal_parent_of_same_track;
alter table tracks_intervention drop constraint intervention_goal_of_same_track;
"""


class Migration(migrations.Migration):
    dependencies = [("tracks", "0002_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
