"""The second wall around citizens: rows only for who has a live relation (ADR 0023)."""

from django.db import migrations

from citizens.access.policies import about
from core.policies import own, policed, seen_with, with_history

OF_A_CITIZEN = ("careteammember", "consent", "referral", "relative", "screening", "stay")
_NAMES = [name for table in OF_A_CITIZEN for name in with_history(f"citizens_{table}")]


class Migration(migrations.Migration):
    dependencies = [("citizens", "0014_relation")]
    operations = [
        policed(
            "citizens_citizen",
            "(id = any ((select somv_reached())::uuid[]) or programme_id = any ((select somv_led())::uuid[]))",
        ),
        policed("citizens_historicalcitizen", about("citizens_historicalcitizen", "id")),
        *(policed(name, about(name)) for name in _NAMES),
        policed("citizens_signpost", about("citizens_signpost")),
        policed(
            "citizens_citizenuserobjectpermission", about("citizens_citizenuserobjectpermission", "content_object_id")
        ),
        *(
            policed(name, seen_with(name, "consent_id", "citizens_consent"))
            for name in with_history("citizens_consentscope")
        ),
        *(
            policed(name, seen_with(name, "screening_id", "citizens_screening"))
            for name in with_history("citizens_screeninganswer")
        ),
        *(policed(name, about(name, "kept_id")) for name in with_history("citizens_merging")),
        # A to-do is its owner's; who merges two records moves it along, and is shown how many there are.
        *(
            policed(
                name, f"({own('owner_id')} and (select somv_works_today()) or (select somv_leads()) and {about(name)})"
            )
            for name in with_history("citizens_todo")
        ),
    ]
