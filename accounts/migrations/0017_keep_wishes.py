from django.db import migrations

from core.append_only import append_only, no_delete


class Migration(migrations.Migration):
    dependencies = [("accounts", "0016_wishes")]
    operations = [append_only("accounts_historicalwish"), no_delete("accounts_wish")]
