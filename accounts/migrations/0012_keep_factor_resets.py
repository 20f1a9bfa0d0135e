from django.db import migrations

from core.append_only import append_only, no_delete


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_identity")]
    operations = [append_only("accounts_historicalfactorreset"), no_delete("accounts_factorreset")]
