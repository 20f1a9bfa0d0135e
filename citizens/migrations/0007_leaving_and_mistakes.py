from django.db import migrations, models
from django.db.models import Q

BECAUSE = [
    ("dead", "Dead"),
    ("moved", "Moved out of the area"),
    ("finished", "The goals are reached"),
    ("wishes", "The citizen wishes it"),
    ("withdrawn", "The consent to participate is withdrawn"),
    ("other-offer", "Goes on in another offer"),
    ("other", "Other reason"),
]
HOW = [
    ("in-person", "Said in person"),
    ("phone", "By phone"),
    ("written", "In writing"),
    ("digital", "By digital post or message"),
    ("left", "Ended when the citizen left the programme"),
]


def _fields():
    return [
        (
            "left_because",
            lambda: models.CharField(blank=True, choices=BECAUSE, default="", max_length=12, verbose_name="why left"),
            False,
        ),
        ("voided", lambda: models.BooleanField(default=False, editable=False, verbose_name="entered by mistake"), True),
        (
            "void_reason",
            lambda: models.TextField(blank=True, default="", editable=False, verbose_name="why it was a mistake"),
            False,
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("citizens", "0006_no_delete"),
    ]

    operations = [
        *(
            migrations.AddField(model_name=model, name=name, field=make(), preserve_default=keep)
            for model in ("citizen", "historicalcitizen")
            for name, make, keep in _fields()
        ),
        *(
            migrations.AlterField(
                model_name=model,
                name=name,
                field=models.CharField(blank=True, choices=HOW, max_length=10, verbose_name="how"),
            )
            for name, models_of in (
                ("withdrawn_how", ("consent", "historicalconsent")),
                ("ended_how", ("consentscope", "historicalconsentscope")),
            )
            for model in models_of
        ),
        # Whoever left before there was a reason to write: the closed plan says why.
        migrations.RunSQL(
            "update citizens_citizen set left_because = 'other' where stage = 'left'", migrations.RunSQL.noop
        ),
        migrations.AddConstraint(
            model_name="citizen",
            constraint=models.CheckConstraint(
                condition=(Q(stage="left") & ~Q(left_because="")) | (~Q(stage="left") & Q(left_because="")),
                name="citizen_left_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="citizen",
            constraint=models.CheckConstraint(
                condition=Q(voided=False, void_reason="") | (Q(voided=True) & ~Q(void_reason="")),
                name="citizen_void_says_why",
            ),
        ),
    ]
