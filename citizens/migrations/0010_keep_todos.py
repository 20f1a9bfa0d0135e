from django.db import migrations

from core.append_only import append_only, no_delete


class Migration(migrations.Migration):
    dependencies = [("citizens", "0009_todo")]
    operations = [append_only("citizens_historicaltodo"), no_delete("citizens_todo")]
