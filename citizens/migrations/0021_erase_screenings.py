"""Answers of people who were never included are erased after their time, history too (domain.md § 3; ADR 0032).

The one exception to append-only history. The function asks itself whether somebody was ever included; nobody but the
worker may call it, and the trigger lets a row go only while it runs, as the tables' owner.
"""

from django.db import migrations, models

TABLES = ("citizens_historicalscreening", "citizens_historicalscreeninganswer")
FUNCTIONS = """
create function somv_erased_or_kept() returns trigger language plpgsql as $$
begin
    if current_setting('somv.erasing', true) = 'screening' and current_user = 'somv_owner' then
        return case tg_op when 'DELETE' then old else new end;
    end if;
    raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;

create function somv_erase_screening(which uuid) returns void language plpgsql
security definer set search_path = public, pg_temp as $$
begin
    if not exists (select from citizens_screening s join citizens_citizen c on c.id = s.citizen_id
            where s.id = which and s.erased_on is not null and c.included_on is null
              and c.stage in ('referred', 'excluded')
              and not exists (select from citizens_historicalcitizen h where h.id = c.id and h.included_on is not null))
    then
        raise exception 'the answers of this screening are kept' using errcode = 'insufficient_privilege';
    end if;
    perform set_config('somv.erasing', 'screening', true);
    delete from citizens_historicalscreeninganswer where screening_id = which;
    delete from citizens_screeninganswer where screening_id = which;
    update citizens_historicalscreening set reasons = '[]' where id = which and reasons <> '[]';
    perform set_config('somv.erasing', '', true);
end $$;

revoke all on function somv_erase_screening(uuid) from public;
grant execute on function somv_erase_screening(uuid) to somv_worker;
"""
TRIGGERS = "".join(
    f"""
drop trigger somv_append_only on {table};
create trigger somv_append_only before update or delete on {table}
    for each row execute function somv_erased_or_kept();
"""
    for table in TABLES
)
BACK = (
    "".join(
        f"""
drop trigger somv_append_only on {table};
create trigger somv_append_only before update or delete on {table}
    for each row execute function somv_append_only();
"""
        for table in TABLES
    )
    + "drop function somv_erase_screening(uuid); drop function somv_erased_or_kept();"
)


class Migration(migrations.Migration):
    dependencies = [("citizens", "0020_emergency_workplace")]
    operations = [
        migrations.AddField(
            model_name="screening",
            name="erased_on",
            field=models.DateField(blank=True, null=True, verbose_name="answers erased"),
        ),
        migrations.AddField(
            model_name="historicalscreening",
            name="erased_on",
            field=models.DateField(blank=True, null=True, verbose_name="answers erased"),
        ),
        migrations.AddConstraint(
            model_name="screening",
            constraint=models.CheckConstraint(
                condition=models.Q(("erased_on__isnull", True), ("reasons", []), _connector="OR"),
                name="screening_erased_without_reasons",
            ),
        ),
        migrations.RunSQL(FUNCTIONS + TRIGGERS, BACK),
    ]
