"""The access review keeps what was decided, and is read by who leads the programme (ADR 0031)."""

from django.db import migrations

from core.append_only import append_only, no_delete
from core.policies import policed, with_history

# What a round is about stays; one that is done, and a place that was ended in it, are not decided about again.
KEPT = """
create function somv_review_kept() returns trigger language plpgsql as $$
begin
    if (new.programme_id, new.half_on, new.begun_on) is distinct from (old.programme_id, old.half_on, old.begun_on)
        or old.done_on is not null then
        raise exception 'an access review that is done is not changed' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger somv_review_kept before update on citizens_accessreview
    for each row execute function somv_review_kept();

create function somv_decision_kept() returns trigger language plpgsql as $$
begin
    if (new.review_id, new.place_id, new.lead_id, new.person_id)
        is distinct from (old.review_id, old.place_id, old.lead_id, old.person_id) or old.decision = 'end' then
        raise exception 'what a decision was about is not changed' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger somv_decision_kept before update on citizens_accessdecision
    for each row execute function somv_decision_kept();
"""
LET_GO = """
drop trigger somv_review_kept on citizens_accessreview; drop function somv_review_kept();
drop trigger somv_decision_kept on citizens_accessdecision; drop function somv_decision_kept();
"""


def of_my_programmes(table: str) -> str:
    """The rule: the round is of a programme the asker leads today. Stricter than the places: no participant's."""
    mine = "review.programme_id = any ((select somv_led())::uuid[])"
    there = f"exists (select from citizens_accessreview review where review.id = {table}.review_id and {mine})"
    return f"((select somv_leads()) and {there})"


class Migration(migrations.Migration):
    dependencies = [("citizens", "0022_access_review")]
    operations = [
        append_only("citizens_historicalaccessreview", "citizens_historicalaccessdecision"),
        no_delete("citizens_accessreview", "citizens_accessdecision"),
        migrations.RunSQL(KEPT, LET_GO),
        *(policed(name, of_my_programmes(name)) for name in with_history("citizens_accessdecision")),
    ]
