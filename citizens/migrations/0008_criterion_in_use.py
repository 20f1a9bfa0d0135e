from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("citizens", "0007_leaving_and_mistakes"),
    ]

    operations = [
        migrations.AddField(
            model_name=model,
            name="in_use",
            field=models.BooleanField(default=True, verbose_name="in use"),
        )
        for model in ("criterion", "historicalcriterion")
    ]
