-- The citizen's own log, after case.sql: the latest fifty of 90 days, with how many there are.
select count(*) over () as total, at, organisation, role, kind, parts, basis, criterion, object_type
from audit_accessevent
where citizens && array[%(citizen)s::uuid] and outcome = 'given' and at >= %(from)s and at < %(until)s
order by at desc, id limit 50;
