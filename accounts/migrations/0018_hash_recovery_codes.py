"""Recovery codes that could be read back become hashes; the codes people have on paper go on working (ADR 0036).

Needs SOMV_FIELD_KEYS, which `migrate` has: it refuses to begin where a data key does not open (core.E007). Costs ten
password hashes a person, a few seconds.
"""

from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import migrations

from accounts.login.recovery import KEPT, kept_of


def hash_codes(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("mfa", "Authenticator").objects.filter(type="recovery_codes").order_by("pk")
    for row in rows:
        if KEPT not in row.data:
            row.data = kept_of(RecoveryCodes(row).get_unused_codes())
            row.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0017_keep_wishes"),
        ("core", "0007_policies"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]
    operations = [migrations.RunPython(hash_codes, elidable=True)]
