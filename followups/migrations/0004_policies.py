"""The second wall around follow-ups: rows only for who has a live relation to the citizen (ADR 0023).

The analyst has none. For the extract under pseudonyms (domain.md § 10) they reach the rounds and answers, never the
person, of those who have said yes to the use of their data and take part today.
"""

from django.db import migrations

from citizens.access.policies import about
from core.policies import policed, seen_with, with_history

EVALUATED = """
create function somv_evaluated_citizens(of_programme uuid default null) returns setof uuid language plpgsql stable rows 1000
security definer set search_path = public, pg_temp as $$
declare
    asker uuid := nullif(current_setting('app.user_id', true), '')::uuid;
    day date := somv_today();
begin
    if asker is null or not somv_has_role(asker, 'analyst') then
        return;
    end if;
    return query
        select c.id from citizens_citizen c
        where not c.voided and c.merged_into_id is null and (of_programme is null or c.programme_id = of_programme)
          and exists (select from citizens_consent k where k.citizen_id = c.id and k.kind = 'evaluation'
                and k.withdrawn_on is null and k.given_on <= day and (k.expires_on is null or k.expires_on > day))
          and exists (select from citizens_consent k where k.citizen_id = c.id and k.kind = 'participation'
                and k.withdrawn_on is null and k.given_on <= day and (k.expires_on is null or k.expires_on > day));
end $$;
revoke all on function somv_evaluated_citizens(uuid) from public;
grant execute on function somv_evaluated_citizens(uuid) to somv_app, somv_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("followups", "0003_concern_lapsed"), ("citizens", "0015_policies")]
    operations = [
        migrations.RunSQL([EVALUATED], "drop function somv_evaluated_citizens(uuid)"),
        *(policed(name, about(name)) for name in with_history("followups_course")),
        policed("followups_historicalfollowup", about("followups_historicalfollowup")),
        policed("followups_followup", about("followups_followup")),
        migrations.RunSQL(
            "create policy somv_evaluates on followups_followup for select to somv_app "
            "using (citizen_id = any (array(select somv_evaluated_citizens())))",
            "drop policy somv_evaluates on followups_followup",
        ),
        *(policed(name, seen_with(name, "course_id", "followups_course")) for name in with_history("followups_pause")),
        *(
            policed(name, seen_with(name, "follow_up_id", "followups_followup"))
            for table in ("followups_followupanswer", "followups_snooze")
            for name in with_history(table)
        ),
        *(
            policed(name, seen_with(name, "answer_id", "followups_followupanswer"))
            for name in with_history("followups_concern")
        ),
    ]
