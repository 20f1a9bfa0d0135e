-- The list of citizens: the first fifty in Danish order,
select name, case_number, stage, plan_state, last_activity_at, next_meeting_on, team, (
        select k.name from citizens_careteammember k
        where k.citizen_id = mine.id and k.place = 'coordinator'
          and k.starts_on <= %(day)s and (k.ends_on is null or k.ends_on > %(day)s) limit 1)
from mine order by sort_name, id limit 50;
-- how many there are,
select count(*) from mine;
-- and the municipalities it can be narrowed by.
select distinct municipality from mine where team order by 1;
