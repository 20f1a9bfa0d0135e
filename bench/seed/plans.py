"""The plans and what stands in them; a few have twenty interventions, and a logbook may have three lines or fifty."""

from __future__ import annotations

from bench.seed.rows import Sql
from bench.seed.words import GOALS, NOTES, WORK, picked
from meetings.models import MeetingParticipant, NetworkMeeting
from plans.models import Agreement, Challenge, CrisisContact, CrisisPlan, Plan, PlanVersion, Situation
from tracks.models import Goal, Intervention, LogEntry, Track

TRACKS = "(array['addiction','psychiatry','somatic','social'])"


def plans(sql: Sql) -> None:
    sql.table(
        "plan",
        """select n, k, b, id as citizen_id, md5('pl' || n)::uuid as id, plan as state, stage, left_on,
        included_on + 5 as valid_from, (included_on + 5)::timestamptz as at from seed_crowd where plan is not null""",
    )
    sql.fill(Plan, "seed_plan p", id="p.id", citizen_id="p.citizen_id", state="p.state", created_at="p.at",
        valid_from="case when p.state <> 'draft' then p.valid_from end", matters="'At få ro og en fast hverdag'",
        wishes="'At bo for mig selv'", resources="'Har en god søster; kan lide at være ude'",
        preferences="'Ring om formiddagen'", view_of_help="'For mange forskellige mennesker'",
        next_meeting_on="case p.state when 'active' then {day} + 1 + floor(150 * seed_luck(n, 40))::int end",
        if_absent="'Koordinatoren ringer samme dag'",
        acceptance="case when p.state = 'draft' then 'not-yet' else 'accepted' end",
        accepted_on="case when p.state <> 'draft' then p.valid_from end",
        closed_on="case p.state when 'closed' then p.left_on end",
        closed_because="case p.state when 'closed' then 'goals-reached' else '' end",
        closing_summary="case p.state when 'closed' then 'Målene er nået' else '' end")  # fmt: skip
    sql.fill(PlanVersion, "seed_plan where state <> 'draft'", id="md5('pv' || n)::uuid", plan_id="id", number="1",
        made_on="valid_from", made_by_id="md5('k' || k)::uuid", note="'Første version'", created_at="at")  # fmt: skip
    sql.fill(Track, "seed_plan, generate_series(1, 4) t", id="md5('t' || n || '/' || t)::uuid", plan_id="seed_plan.id",
        kind=f"{TRACKS}[t]", status_line="'Status som aftalt'", created_at="at",
        lead_organisation_id="md5('o' || b * 13 + t)::uuid")  # fmt: skip
    _front(sql)
    _crisis(sql)


def _front(sql: Sql) -> None:
    areas = "(array['mental','addiction','somatic','housing','economy','work','network','daily-life'])"
    sql.fill(Situation, "seed_plan p, generate_series(1, 3 + mod(n, 6)) i", id="md5('si' || n || '/' || i)::uuid",
        plan_id="p.id", area=f"{areas}[i]", at_start="'Svært, da vi begyndte'", now="'Bedre nu'", created_at="at",
        tracks=f"array[{TRACKS}[1 + mod(i, 4)]]", position="i")  # fmt: skip
    sql.fill(Challenge, "seed_plan p, generate_series(1, 3) i", id="md5('ch' || n || '/' || i)::uuid", plan_id="p.id",
        text=picked(GOALS, "seed_luck(n * 3 + i, 41)"), tracks=f"array[{TRACKS}[1 + mod(n + i, 4)]]", position="i",
        created_at="at")  # fmt: skip
    sql.fill(Agreement, "seed_plan p, generate_series(1, 1 + mod(n, 4)) i", id="md5('ag' || n || '/' || i)::uuid",
        plan_id="p.id", text=picked(WORK, "seed_luck(n * 4 + i, 42)"), who="'Borger og koordinator'", position="i",
        due_on="{day} + i * 7", created_at="at")  # fmt: skip


def _crisis(sql: Sql) -> None:
    sql.fill(CrisisPlan, "seed_plan p where n = 310 or mod(n, 2) = 1", id="md5('cr' || n)::uuid", plan_id="p.id",
        early_signs="'Sover ikke'", what_helps="'At nogen ringer'", what_to_avoid="'Mange mennesker'",
        treatment_wishes="'Helst den kendte afdeling'", created_at="at")  # fmt: skip
    sql.fill(CrisisContact, "seed_plan p, generate_series(1, 2) i where n = 310 or mod(n, 2) = 1",
        id="md5('cc' || n || '/' || i)::uuid", crisis_plan_id="md5('cr' || n)::uuid",
        name="case i when 1 then 'Koordinatoren' else 'Søster' end", phone="'2871 000' || i", hours="'8-15'", position="i",
        created_at="at")  # fmt: skip


def tracks(sql: Sql) -> None:
    sql.table(
        "goal",
        """select n, t, md5('g' || n || '/' || t)::uuid as id, p.id as plan_id, at from seed_plan p,
        generate_series(1, 4) t where seed_luck(n * 4 + t, 43) < 0.65 or n = 310""",
        "n",
    )
    goal = {"track_id": "md5('t' || n || '/' || t)::uuid", "created_at": "at", "citizens_own": "mod(n, 2) = 0"}
    sql.fill(Goal, "seed_goal g", id="g.id", text=picked(GOALS, "seed_luck(n * 4 + t, 44)"), position="1",
        target_on="{day} + 90", **goal)  # fmt: skip
    sql.fill(Goal, "seed_goal g where seed_luck(n * 4 + t, 45) < 0.25", id="md5('sg' || n || '/' || t)::uuid",
        parent_id="g.id", text=picked(GOALS, "seed_luck(n * 4 + t, 46)"), position="2", **goal)  # fmt: skip
    sql.table(
        "work",
        """select p.n, p.k, p.state, p.at, i, luck.t, l, m.p as partner, g.id as goal_id,
            case when l < 0.25 then 'not-started' when l < 0.6 then 'in-progress' when l < 0.7 then 'waiting'
                when l < 0.95 then 'done' else 'stopped' end as status, seed_luck(p.n * 32 + i, 49) as l2
        from seed_plan p cross join lateral generate_series(1, case when n = 310 or seed_luck(n, 47) < 0.02 then 20
                else 2 + floor(6 * power(seed_luck(n, 48), 2))::int end) i
            cross join lateral (select 1 + mod(i + n, 4) as t, seed_luck(n * 32 + i, 50) as l) as luck
            left join seed_goal g on g.n = p.n and g.t = luck.t
            left join lateral (select s.p from seed_partner s where s.n = p.n and seed_luck(s.n * 32 + i, 51) < 0.6
                order by seed_luck(s.p * 32 + i, 52) limit 1) m on true""",
    )
    ended = "w.status in ('done', 'stopped')"
    person, nobody = "w.l2 < 0.8", "w.state = 'draft' and w.l2 > 0.95"
    sql.fill(Intervention, "seed_work w", id="md5('i' || n || '/' || i)::uuid", track_id="md5('t' || n || '/' || t)::uuid",
        goal_id="w.goal_id", text=picked(WORK, "seed_luck(n * 32 + i, 53)"), created_at="at", status="w.status",
        responsible_kind=f"case when {person} then 'member' when {nobody} then '' else 'citizen' end",
        responsible_member_id=f"""case when {person} then case when partner is null or w.l2 < 0.4
            then md5('m' || n) else md5('m' || n || '/' || partner) end end::uuid""",
        prioritised="w.l2 < 0.9", deadline="{day} - 80 + floor(240 * seed_luck(n * 32 + i, 54))::int",
        status_by_id="case when w.status = 'in-progress' and w.l2 < 0.4 then md5('k' || k)::uuid end",
        status_at="case when w.status = 'in-progress' and w.l2 < 0.4 then now() - 20 * w.l2 * interval '1 day' end",
        ended_on=f"case when {ended} then {{day}} - floor(60 * w.l2)::int end", position="i",
        ended_reason="case w.status when 'stopped' then 'Ønskede det ikke længere' else '' end")  # fmt: skip
    _log(sql)


def _log(sql: Sql) -> None:
    sql.table(
        "line",
        """select n, k, citizen_id, i, coalesce(m.p, -1) as partner, at + (now() - at) * seed_luck(n * 64 + i, 56)
        as at, seed_luck(n * 64 + i, 57) as l from seed_plan p
        cross join lateral generate_series(1, least(50, floor(1 / (seed_luck(n, 55) + 0.02))::int)) i
        left join lateral (select s.p from seed_partner s where s.n = p.n order by s.p limit 1) m on mod(i, 3) = 0""",
    )
    contact = "l < 0.3"
    sql.fill(LogEntry, """seed_line w join accounts_affiliation a
            on a.user_id = md5(case when partner >= 0 then 'p' || partner else 'k' || k end)::uuid""",
        id="md5('l' || n || '/' || i)::uuid", citizen_id="w.citizen_id", created_at="w.at",
        kind=f"case when {contact} then 'contact' else 'comment' end", tracks=f"array[{TRACKS}[1 + mod(i, 4)]]",
        intervention_id=f"case when not {contact} and mod(i, 2) = 0 then md5('i' || n || '/1') end::uuid",
        text=picked(NOTES, "seed_luck(n * 64 + i, 58)"), author_id="a.user_id", author_organisation_id="a.organisation_id",
        contact_form=f"case when {contact} then 'phone' else '' end",
        contact_on=f"case when {contact} then w.at::date end",
        contact_with=f"case when {contact} then 'Borgeren' else '' end")  # fmt: skip


def meetings(sql: Sql) -> None:
    """One that was held, and the one to come; the coordinator and two partners take part."""
    common = {"plan_id": "p.id", "kind": "'in-person'", "place": "'Torvet 1'", "called_by": "'Koordinatoren'"}
    common |= {"purpose": "'Status og næste skridt'", "created_at": "at"}
    sql.fill(NetworkMeeting, "seed_plan p where state = 'active'", id="md5('nm' || n)::uuid", **common,
        meets_on="{day} + 1 + floor(150 * seed_luck(n, 40))::int", starts_at="'10:00'::time")  # fmt: skip
    sql.fill(NetworkMeeting, "seed_plan p where state <> 'draft'", id="md5('nh' || n)::uuid", **common,
        meets_on="valid_from", held_on="valid_from", state="'held'")  # fmt: skip
    sql.fill(MeetingParticipant, "seed_plan p where state = 'active'", id="md5('mp' || n)::uuid",
        meeting_id="md5('nm' || n)::uuid", member_id="md5('m' || n)::uuid", created_at="at")  # fmt: skip
    sql.fill(MeetingParticipant, """seed_plan p cross join lateral (select s.p from seed_partner s where s.n = p.n
            order by s.p limit 2) m where state = 'active'""",
        id="md5('mp' || n || '/' || m.p)::uuid", meeting_id="md5('nm' || n)::uuid",
        member_id="md5('m' || n || '/' || m.p)::uuid", created_at="at")  # fmt: skip
