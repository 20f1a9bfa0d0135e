from django.db import migrations

from core.append_only import no_delete


class Migration(migrations.Migration):
    dependencies = [("plans", "0003_reasons_are_texts")]
    operations = [
        no_delete(
            "plans_agreement",
            "plans_challenge",
            "plans_crisiscontact",
            "plans_crisisplan",
            "plans_otherplan",
            "plans_plan",
            "plans_planprint",
            "plans_planversion",
            "plans_prompt",
            "plans_promptanswer",
            "plans_situation",
        )
    ]
