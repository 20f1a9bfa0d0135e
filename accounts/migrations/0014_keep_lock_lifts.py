from django.db import migrations

from core.append_only import append_only, no_delete


class Migration(migrations.Migration):
    dependencies = [("accounts", "0013_lockout")]
    operations = [append_only("accounts_historicallocklift"), no_delete("accounts_locklift")]
