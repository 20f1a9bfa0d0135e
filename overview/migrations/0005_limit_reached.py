"""Who has reached a limit of what one person may ask for is worth a look (ADR 0037)."""

import importlib

from django.db import migrations

_first = importlib.import_module("overview.migrations.0001_log_questions")
_BEGINS = "create function log_patterns("
_SURNAME = "            select 'surname',"

PATTERNS = _BEGINS.replace("create", "create or replace") + _first.QUESTIONS.partition(_BEGINS)[2]
assert PATTERNS.count(_SURNAME) == 1
LIMITED = """            select 'limited', e.user_id, max(e.user_name), max(e.organisation), min(e.at), count(*), null, null
            from audit_accessevent e
            where e.at >= p_from and e.at < p_to and e.kind = 'limited' and e.user_id is not null
            group by e.user_id, date_trunc('hour', e.at at time zone 'Europe/Copenhagen')
            union all
"""
WITH = PATTERNS.replace(_SURNAME, LIMITED + _SURNAME)


class Migration(migrations.Migration):
    dependencies = [("overview", "0004_last_reads"), ("audit", "0003_opened")]
    operations = [migrations.RunSQL([WITH], [PATTERNS])]
