-- What every page of a citizen begins with: the citizen with what the head shows,
select c.*, p.*, s.*
from citizens_citizen c join citizens_programme p on p.id = c.programme_id join citizens_signpost s on s.citizen_id = c.id
where c.id = %(citizen)s and not c.voided and c.merged_into_id is null;
-- one's own places and the coordinator's,
select m.*, o.name, u.name, u.phone
from citizens_careteammember m join accounts_organisation o on o.id = m.organisation_id
    left join accounts_user u on u.id = m.user_id
where m.citizen_id = %(citizen)s and (m.user_id = %(user)s or m.place = 'coordinator')
  and m.starts_on <= %(day)s and (m.ends_on is null or m.ends_on > %(day)s);
-- and what has been consented to.
select t.id, t.kind, t.given_on, t.expires_on, t.withdrawn_on, t.withdrawn_how, x.organisation_id, x.part, x.level, x.ended_on
from citizens_consent t left join citizens_consentscope x on x.consent_id = t.id
where t.citizen_id = %(citizen)s and t.kind in ('participation', 'exchange');
