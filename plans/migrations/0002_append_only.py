from django.db import migrations

from core.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]
    operations = [
        append_only(
            "plans_historicalagreement",
            "plans_historicalchallenge",
            "plans_historicalcrisiscontact",
            "plans_historicalcrisisplan",
            "plans_historicalotherplan",
            "plans_historicalplan",
            "plans_historicalplanprint",
            "plans_historicalplanversion",
            "plans_historicalprompt",
            "plans_historicalpromptanswer",
            "plans_historicalsituation",
        )
    ]
