from django.db import migrations

from core.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("citizens", "0001_initial")]
    operations = [
        append_only(
            "citizens_historicalcareteammember",
            "citizens_historicalcitizen",
            "citizens_historicalconsent",
            "citizens_historicalconsentscope",
            "citizens_historicalcriterion",
            "citizens_historicalprogramme",
            "citizens_historicalprogrammelead",
            "citizens_historicalreferral",
            "citizens_historicalrelative",
            "citizens_historicalscreening",
            "citizens_historicalscreeninganswer",
            "citizens_historicalstay",
        )
    ]
