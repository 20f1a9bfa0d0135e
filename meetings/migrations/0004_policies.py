"""The second wall around meetings: rows only for who has a live relation to the citizen (ADR 0023)."""

from django.db import migrations

from core.policies import policed, seen_with, with_history


class Migration(migrations.Migration):
    dependencies = [("meetings", "0003_no_delete"), ("plans", "0006_policies")]
    operations = [
        *(policed(name, seen_with(name, "plan_id", "plans_plan")) for name in with_history("meetings_networkmeeting")),
        *(
            policed(name, seen_with(name, "meeting_id", "meetings_networkmeeting"))
            for name in with_history("meetings_meetingparticipant")
        ),
    ]
