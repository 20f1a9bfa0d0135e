from django.db import migrations

from core.append_only import no_delete


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_append_only")]
    operations = [no_delete("meetings_meetingparticipant", "meetings_networkmeeting")]
