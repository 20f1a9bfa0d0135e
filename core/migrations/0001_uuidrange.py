from django.db import migrations


class Migration(migrations.Migration):
    """A range type over uuid: GiST can index ranges without the btree_gist extension (stack.md)."""

    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL("create type uuidrange as range (subtype = uuid)", "drop type uuidrange"),
    ]
