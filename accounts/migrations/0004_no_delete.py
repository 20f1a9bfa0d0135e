from django.db import migrations

from core.append_only import no_delete


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_reasons_are_texts")]
    operations = [
        no_delete(
            "accounts_affiliation",
            "accounts_organisation",
            "accounts_user",
        )
    ]
