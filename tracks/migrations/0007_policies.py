"""The second wall around tracks and the log: rows only for who has a live relation to the citizen (ADR 0023)."""

from django.db import migrations

from citizens.access.policies import about
from core.policies import policed, seen_with, with_history


class Migration(migrations.Migration):
    dependencies = [("tracks", "0006_find_what_ends"), ("plans", "0006_policies")]
    operations = [
        *(policed(name, about(name)) for name in with_history("tracks_logentry")),
        *(policed(name, seen_with(name, "plan_id", "plans_plan")) for name in with_history("tracks_track")),
        *(
            policed(name, seen_with(name, "track_id", "tracks_track"))
            for table in ("tracks_goal", "tracks_intervention")
            for name in with_history(table)
        ),
    ]
