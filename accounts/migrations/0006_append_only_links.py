from django.db import migrations

from core.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_one_time_links")]
    operations = [append_only("accounts_historicalinvitation")]
