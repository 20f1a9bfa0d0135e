"""Drafts and jobs are their owner's (ADR 0023)."""

from django.db import migrations

from core.policies import own, policed


class Migration(migrations.Migration):
    dependencies = [("core", "0006_data_keys")]
    operations = [policed("core_draft", own("user_id")), policed("core_job", own("ordered_by"))]
