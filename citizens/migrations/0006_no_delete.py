from django.db import migrations

from core.append_only import no_delete


class Migration(migrations.Migration):
    dependencies = [("citizens", "0005_reasons_are_texts")]
    operations = [
        no_delete(
            "citizens_careteammember",
            "citizens_citizen",
            "citizens_consent",
            "citizens_consentscope",
            "citizens_criterion",
            "citizens_programme",
            "citizens_programmelead",
            "citizens_referral",
            "citizens_relative",
            "citizens_screening",
            "citizens_screeninganswer",
            "citizens_stay",
        )
    ]
