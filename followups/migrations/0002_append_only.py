from django.db import migrations

from core.append_only import append_only, no_delete

TABLES = [
    "followups_concern",
    "followups_course",
    "followups_followup",
    "followups_followupanswer",
    "followups_followupsettings",
    "followups_pause",
    "followups_snooze",
]


class Migration(migrations.Migration):
    dependencies = [("followups", "0001_initial")]
    operations = [
        append_only(*(table.replace("followups_", "followups_historical") for table in TABLES)),
        no_delete(*TABLES),
    ]
