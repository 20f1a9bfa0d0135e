"""The second wall around plans: rows only for who has a live relation to the citizen (ADR 0023)."""

from django.db import migrations

from citizens.access.policies import about
from core.policies import policed, seen_with, with_history

IN_A_PLAN = (
    "agreement", "challenge", "crisisplan", "otherplan", "planprint", "planversion", "promptanswer", "situation",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("plans", "0005_cards_and_extracts"), ("citizens", "0015_policies")]
    operations = [
        *(policed(name, about(name)) for name in with_history("plans_plan")),
        *(
            policed(name, seen_with(name, "plan_id", "plans_plan"))
            for table in IN_A_PLAN
            for name in with_history(f"plans_{table}")
        ),
        *(
            policed(name, seen_with(name, "crisis_plan_id", "plans_crisisplan"))
            for name in with_history("plans_crisiscontact")
        ),
    ]
