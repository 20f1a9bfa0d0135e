from django.db import migrations

from core.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("tracks", "0001_initial")]
    operations = [
        append_only(
            "tracks_historicalgoal",
            "tracks_historicalintervention",
            "tracks_historicallegalbasis",
            "tracks_historicallogentry",
            "tracks_historicaltrack",
            "tracks_logentry",
        )
    ]
