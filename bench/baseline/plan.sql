-- The open plan with its crisis plan, after case.sql,
select p.*, r.*
from plans_plan p left join plans_crisisplan r on r.plan_id = p.id
where p.citizen_id = %(citizen)s and p.state <> 'closed';
-- challenges,
select id, text, tracks from plans_challenge where plan_id = %(plan)s and not removed order by position, created_at, id;
-- the situation,
select id, area, at_start, now, tracks from plans_situation where plan_id = %(plan)s and not removed order by position, created_at, id;
-- agreements,
select id, text, who, due_on, done_on from plans_agreement where plan_id = %(plan)s and not removed
order by done_on nulls first, due_on nulls last, position, id;
-- whom to contact in a crisis,
select k.id, k.name, k.phone, k.hours
from plans_crisiscontact k join plans_crisisplan r on r.id = k.crisis_plan_id
where r.plan_id = %(plan)s and not k.removed order by k.position, k.created_at, k.id;
-- the four tracks,
select t.id, t.kind, t.status_line, o.name
from tracks_track t left join accounts_organisation o on o.id = t.lead_organisation_id where t.plan_id = %(plan)s;
-- their goals,
select g.id, g.track_id, g.parent_id, g.text, g.kind, g.citizens_own, g.target_on, g.attainment, g.status, g.ended_on, g.ended_reason
from tracks_goal g join tracks_track t on t.id = g.track_id where t.plan_id = %(plan)s order by g.position, g.created_at, g.id;
-- their interventions with who answers,
select i.id, i.text, i.status, i.deadline, i.track_id, i.goal_id, i.area, i.responsible_kind, i.responsible_function, i.prioritised,
    i.starts_on, i.follow_up_note, i.follow_up_result, i.attainment, i.ended_on, i.ended_reason, i.status_at, i.revision,
    m.name, m.ends_on, m.place, m.user_id, o.name, f.name, r.name, b.name, u.name
from tracks_intervention i join tracks_track t on t.id = i.track_id
    left join citizens_careteammember m on m.id = i.responsible_member_id
    left join accounts_organisation o on o.id = m.organisation_id
    left join accounts_organisation f on f.id = i.responsible_organisation_id
    left join citizens_relative r on r.id = i.relative_id
    left join tracks_legalbasis b on b.id = i.legal_basis_id
    left join accounts_user u on u.id = i.status_by_id
where t.plan_id = %(plan)s order by i.position, i.created_at, i.id;
-- and how many comments there are to each.
select tracks, goal_id, intervention_id, count(*) from tracks_logentry
where citizen_id = %(citizen)s and kind = 'comment' and corrects_id is null
  and created_at >= (select created_at from plans_plan where id = %(plan)s)
group by 1, 2, 3;
