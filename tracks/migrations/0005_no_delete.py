from django.db import migrations

from core.append_only import no_delete


class Migration(migrations.Migration):
    dependencies = [("tracks", "0004_reasons_are_texts")]
    operations = [
        no_delete(
            "tracks_goal",
            "tracks_intervention",
            "tracks_legalbasis",
            "tracks_logentry",
            "tracks_track",
        )
    ]
