"""Emergency access keeps what was stated, opens the second wall for its time, and is read by whom it concerns
(ADR 0024)."""

from django.db import migrations

from citizens.access.policies import about
from core.append_only import append_only, no_delete
from core.policies import own, policed, with_history

# Who asks: a network participant at a hospital, in psychiatry or in general practice (accounts.roles.IN_SECTOR). About
# whom: a citizen who takes part today and has a plan that is not closed (citizens.access.emergency).
QUESTIONS = """
create function somv_may_open_emergency(asker uuid) returns boolean language sql stable
security definer set search_path = public, pg_temp as $$
    select exists (
        select from accounts_affiliation a
            join accounts_user u on u.id = a.user_id and u.is_active
            join accounts_organisation o on o.id = a.organisation_id
        where a.user_id = asker and a.role = 'partner'
          and o.sector in ('hospital', 'psychiatry', 'general-practice')
          and a.starts_on <= somv_today() and (a.ends_on is null or a.ends_on > somv_today()))
$$;

create function somv_emergency_citizen(lookup text) returns uuid language sql stable
security definer set search_path = public, pg_temp as $$
    select c.id from citizens_citizen c join citizens_signpost s on s.citizen_id = c.id
    where c.cpr_lookup = lookup and not c.voided and c.merged_into_id is null and c.stage = 'included'
      and s.plan_state in ('draft', 'active')
      and exists (select from citizens_consent k
            where k.citizen_id = c.id and k.kind = 'participation' and k.withdrawn_on is null
              and k.given_on <= somv_today() and (k.expires_on is null or k.expires_on > somv_today()))
      and somv_may_open_emergency(nullif(current_setting('app.user_id', true), '')::uuid)
$$;

-- Whom somebody has open by emergency access this very moment; not when the transaction began: that is before it was
-- opened, in the transaction that opens it.
create function somv_in_emergency(asker uuid) returns setof uuid language sql stable rows 1
security definer set search_path = public, pg_temp as $$
    select e.citizen_id from citizens_emergencyaccess e
    where e.user_id = asker and e.ends_at > clock_timestamp() and somv_may_open_emergency(asker)
$$;
"""
FUNCTIONS = "somv_may_open_emergency(uuid), somv_emergency_citizen(text), somv_in_emergency(uuid)"
GRANTS = f"""
revoke all on function {FUNCTIONS} from public;
grant execute on function somv_emergency_citizen(text) to somv_app;
"""

MY_CITIZENS = """
create or replace function somv_my_citizens() returns setof uuid language plpgsql stable rows 50
security definer set search_path = public, pg_temp as $$
declare
    asker uuid := nullif(current_setting('app.user_id', true), '')::uuid;
begin
    if asker is null then
        return;
    end if;
    return query
        with placed as materialized (select somv_placed(asker, somv_today()) as citizen)
        select p.citizen from placed p
        union
        -- a record that was merged is read through the one that was kept (ADR 0016)
        select c.id from placed p join citizens_citizen c on c.merged_into_id = p.citizen{more};
    if nullif(current_setting('app.acting_on', true), '') is not null
        or nullif(current_setting('app.letting_go', true), '') is not null then
        return query select somv_under_way(asker, somv_today());
    end if;
end $$;
"""
WITH = MY_CITIZENS.replace("{more}", "\n        union\n        select somv_in_emergency(asker)")
WITHOUT = MY_CITIZENS.replace("{more}", "")

# What was stated stays as it was stated, and nobody gets more time; what was found and what was told is said once.
KEPT = """
create function somv_emergency_kept() returns trigger language plpgsql as $$
begin
    if (new.citizen_id, new.user_id, new.organisation_id, new.reason, new.text, new.opened_at)
        is distinct from (old.citizen_id, old.user_id, old.organisation_id, old.reason, old.text, old.opened_at)
        or new.ends_at > old.ends_at then
        raise exception 'what opened an emergency access is not changed' using errcode = 'check_violation';
    end if;
    if old.reviewed_at is not null and (new.reviewed_at, new.reviewed_by_id, new.finding, new.review_note)
        is distinct from (old.reviewed_at, old.reviewed_by_id, old.finding, old.review_note) then
        raise exception 'a review is not changed' using errcode = 'check_violation';
    end if;
    if old.told_by_id is not null and (new.told_by_id, new.told_on, new.told_how, new.not_told_because)
        is distinct from (old.told_by_id, old.told_on, old.told_how, old.not_told_because) then
        raise exception 'what the citizen was told is not changed' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger somv_emergency_kept before update on citizens_emergencyaccess
    for each row execute function somv_emergency_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("citizens", "0018_emergency")]
    operations = [
        append_only("citizens_historicalemergencyaccess"),
        no_delete("citizens_emergencyaccess"),
        migrations.RunSQL(
            KEPT,
            "drop trigger somv_emergency_kept on citizens_emergencyaccess; drop function somv_emergency_kept();",
        ),
        migrations.RunSQL(QUESTIONS + GRANTS + WITH, WITHOUT + f"drop function {FUNCTIONS};"),
        *(policed(name, f"({own('user_id')} or {about(name)})") for name in with_history("citizens_emergencyaccess")),
    ]
