from django.db import migrations

from core.append_only import append_only, no_delete
from core.policies import policed, seen_with, with_history


class Migration(migrations.Migration):
    dependencies = [("citizens", "0016_consent_scans")]
    operations = [
        append_only("citizens_historicalconsentscan", "citizens_scancontent"),
        no_delete("citizens_consentscan", "citizens_scancontent"),
        *(
            policed(name, seen_with(name, "consent_id", "citizens_consent"))
            for name in with_history("citizens_consentscan")
        ),
        policed("citizens_scancontent", seen_with("citizens_scancontent", "scan_id", "citizens_consentscan")),
    ]
