"""The database itself refuses recovery codes that can be read back: allauth's own way of keeping them (ADR 0036)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0018_hash_recovery_codes")]
    operations = [
        migrations.RunSQL(
            "alter table mfa_authenticator add constraint recovery_codes_are_hashed"
            " check (type <> 'recovery_codes' or (data ? 'hashes' and data - 'hashes' = '{}'::jsonb))",
            "alter table mfa_authenticator drop constraint recovery_codes_are_hashed",
        )
    ]
