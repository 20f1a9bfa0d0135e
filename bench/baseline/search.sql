-- Those whose name, or a part of it, begins with what was typed.
select name, case_number, stage, plan_state, last_activity_at, next_meeting_on, team, (
        select k.name from citizens_careteammember k
        where k.citizen_id = mine.id and k.place = 'coordinator'
          and k.starts_on <= %(day)s and (k.ends_on is null or k.ends_on > %(day)s) limit 1)
from mine
where search_name like %(begins)s or search_name like %(within)s or search_name like %(joined)s
order by sort_name, id limit 51;
