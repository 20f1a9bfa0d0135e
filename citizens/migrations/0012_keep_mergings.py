from django.db import migrations

from core.append_only import append_only, no_delete


class Migration(migrations.Migration):
    dependencies = [("citizens", "0011_merging")]
    operations = [append_only("citizens_historicalmerging"), no_delete("citizens_merging")]
