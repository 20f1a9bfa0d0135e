from django.db import migrations

from core.append_only import no_delete


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_previous_login")]
    operations = [no_delete("accounts_invitation")]
