-- What the three lists begin with: the citizens this member of staff may see today, and whether in the team.
-- Put in front of worklist.sql and search.sql. The place is dated, at today's workplace; the coordinator needs the
-- participation consent (or the citizen is being enrolled, or it was withdrawn within 30 days and the case is open),
-- the participant an exchange consent for the workplace.
with place as (
    select citizen_id, bool_or(place in ('coordinator', 'co-coordinator')) as team,
        bool_or(place in ('participant', 'substitute')) as takes_part
    from citizens_careteammember
    where user_id = %(user)s and organisation_id = %(office)s
      and starts_on <= %(day)s and (ends_on is null or ends_on > %(day)s)
    group by citizen_id
), mine as (
    select c.id, c.given_name || ' ' || c.family_name as name, c.case_number, c.stage, c.municipality,
        c.search_name, c.sort_name, s.plan_state, s.last_activity_at, s.next_meeting_on, p.team
    from place p join citizens_citizen c on c.id = p.citizen_id join citizens_signpost s on s.citizen_id = c.id
    where not c.voided and c.merged_into_id is null and (
        (p.team and (c.stage in ('referred', 'excluded') or exists (
            select from citizens_consent t
            where t.citizen_id = c.id and t.kind = 'participation' and (
                (t.withdrawn_on is null and t.given_on <= %(day)s and (t.expires_on is null or t.expires_on > %(day)s))
                or (t.withdrawn_on > %(day)s - 30 and t.withdrawn_how <> 'merged'
                    and c.stage <> 'left' and s.plan_state <> 'closed')))))
        or (p.takes_part and c.stage <> 'left' and exists (
            select from citizens_consent t join citizens_consentscope x on x.consent_id = t.id
            where t.citizen_id = c.id and t.kind = 'exchange' and t.withdrawn_on is null and t.given_on <= %(day)s
              and t.expires_on > %(day)s and x.organisation_id = %(office)s and x.ended_on is null)))
)
