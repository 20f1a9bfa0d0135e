-- A status reported by the coordinator, after case.sql: lock the plan and the row,
select id from plans_plan where id = %(plan)s for update;
select * from tracks_intervention where id = %(work)s for update;
-- change it (it is the partner's, so nobody is marked as having reported),
update tracks_intervention set status = %(status)s, status_by_id = null, status_at = null, revision = revision + 1
where id = %(work)s;
-- remember how it stood,
insert into tracks_historicalintervention ({columns}, history_date, history_type, history_change_reason, history_user_id)
select {columns}, now(), '~', '', %(user)s from tracks_intervention where id = %(work)s;
-- note that something happened in the case,
update citizens_signpost set last_activity_at = now() where citizen_id = %(citizen)s;
-- and who did it.
insert into audit_accessevent (at, id, request_id, user_id, user_name, organisation_id, organisation, role, kind, outcome,
    status, route, programme_id, citizens, parts, object_type, object_id, basis, source, criterion)
values (clock_timestamp(), gen_random_uuid(), gen_random_uuid(), %(user)s, %(user_name)s, %(office)s, %(office_name)s,
    'coordinator', 'change', 'given', 302, 'tracks:intervention_status', %(programme)s, array[%(citizen)s::uuid],
    %(parts)s, 'tracks.Intervention', %(work)s, %(basis)s, '127.0.0.1', '');
