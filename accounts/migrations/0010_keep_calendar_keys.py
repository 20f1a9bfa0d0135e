from django.db import migrations

from core.append_only import append_only, no_delete


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_calendar_key")]
    operations = [append_only("accounts_historicalcalendarkey"), no_delete("accounts_calendarkey")]
