"""The catalogue itself: every table of ours has a policy or a reason, and every function past the policies is known."""

from django.db import connection

# Tables without row-level security. A table that is about a citizen is never among them (issue 5, item 1).
UNPOLICED = {
    "django_migrations": "names of migrations",
    "django_content_type": "names of models",
    "django_session": "read before anybody is known; unguessable keys, sealed by Django",
    "auth_permission": "names of rights",
    "auth_group": "empty: groups give nothing here",
    "auth_group_permissions": "empty",
    "guardian_groupobjectpermission": "empty: generic rows are never written",
    "guardian_userobjectpermission": "empty: generic rows are never written",
    "account_emailaddress": "staff; read before anybody is known",
    "account_emailconfirmation": "staff; read before anybody is known",
    "mfa_authenticator": "staff; read at log-in",
    "usersessions_usersession": "staff; where somebody is logged in, written at log-in",
    "core_cache": "codes just used, counts of tries at emergency access",
    "core_datakey": "wrapped keys; the app may add one and change none",
    "core_lookupkey": "a name for the look-up key in use; only the owner's command writes it",
    "core_heartbeat": "when a sweep ended",
    "core_notice": "ids, written by whoever caused it and read by the worker",
    "core_mail": "mails to staff, which name no citizen; the administrator's page",
    "core_delivery": "which notice went with which mail",
    "accounts_user": "staff; read at log-in and named on every page",
    "accounts_user_groups": "empty",
    "accounts_user_user_permissions": "empty",
    "accounts_organisation": "workplaces",
    "accounts_historicalorganisation": "workplaces",
    "accounts_affiliation": "where staff work; every rule asks it",
    "accounts_historicalaffiliation": "where staff worked",
    "accounts_invitation": "read by a link, before anybody is known",
    "accounts_historicalinvitation": "as invitations",
    "accounts_calendarkey": "read by a link, before anybody is known",
    "accounts_historicalcalendarkey": "as calendar keys",
    "accounts_providerlink": "read at log-in, before anybody is known",
    "accounts_historicalproviderlink": "as log-ins at providers",
    "accounts_factorreset": "staff: whose second factor was taken away, and why",
    "accounts_historicalfactorreset": "as factor resets",
    "accounts_locklift": "staff: whose log-in was opened, and why",
    "accounts_historicallocklift": "as opened log-ins",
    "accounts_failedtry": "keyed hashes; counted before anybody is known",
    "accounts_wish": "staff: what one administrator asks another to agree to; about no citizen",
    "accounts_historicalwish": "as wishes",
    "citizens_programme": "programmes, not people",
    "citizens_historicalprogramme": "programmes, not people",
    "citizens_programmelead": "which staff lead what",
    "citizens_historicalprogrammelead": "which staff led what",
    "citizens_accessreview": "which programme's places were gone through when, by whom, and how many",
    "citizens_historicalaccessreview": "as access reviews",
    "citizens_criterion": "questions of a screening, without answers",
    "citizens_historicalcriterion": "questions of a screening, without answers",
    "plans_prompt": "points to think of, without answers",
    "plans_historicalprompt": "points to think of, without answers",
    "tracks_legalbasis": "a pick list",
    "tracks_historicallegalbasis": "a pick list",
    "followups_followupsettings": "what a programme asks",
    "followups_historicalfollowupsettings": "what a programme asks",
    "audit_accessevent": "the app may insert and nothing else; pages ask functions",
    "audit_seal": "the worker's; the app may not read it",
    "audit_retired": "the worker's; the app may not read it",
}
KEEPERS, SERVES, WORKS = (
    ("somv_keepers", ("somv_backup", "somv_owner")),
    ("somv_serves", ("somv_app",)),
    ("somv_works", ("somv_worker",)),
)
# A policy beside the three, and why.
MORE = {("followups_followup", "somv_evaluates", ("somv_app",)): "the analyst's extract (domain.md § 10)"}

# Functions that run as the owner of the tables, each checking who asks.
AS_OWNER = {
    "somv_my_citizens", "somv_placed", "somv_has_role", "somv_under_way", "somv_my_programmes", "somv_leads_all",
    "somv_works_today",
    "somv_case_number_taken", "somv_programmes_of_workplace", "somv_ended_places", "somv_move_drafts",
    "somv_evaluated_citizens",
    "somv_may_open_emergency", "somv_emergency_citizen", "somv_in_emergency",
    "somv_erase_screening",
    # the access log's
    "log_role", "log_for_auditor", "log_about", "log_records", "audit_readers_of", "log_case", "log_case_number",
    "log_of_citizen", "log_of_user", "log_unrelated", "log_patterns", "log_could_see", "log_of_emergency",
    "log_last_reads",
}  # fmt: skip


def asked(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def tables():
    """Name → (policed, forced). A partition is as the table it is part of, which the app alone can name."""
    rows = asked(
        "select relname::text, relrowsecurity, relforcerowsecurity from pg_class "
        "where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition"
    )
    return {name: (policed, forced) for name, policed, forced in rows}


def test_every_table_has_a_policy_or_a_reason(db):
    without = {name for name, (policed, _forced) in tables().items() if not policed}
    assert without == set(UNPOLICED)
    assert all(UNPOLICED.values())


def test_no_unpoliced_table_names_a_citizen(db):
    """By its columns: what refers to a citizen, a plan or anything that hangs on one is policed."""
    rows = asked(
        "select c.conrelid::regclass::text from pg_constraint c join pg_class p on p.oid = c.confrelid "
        "where c.contype = 'f' and p.relrowsecurity"
    )
    assert {name for (name,) in rows} & set(UNPOLICED) == set()


def test_policies_bind_the_owner_too_and_name_who_they_are_for(db):
    policed = {name for name, (on, _forced) in tables().items() if on}
    assert {name for name in policed if not tables()[name][1]} == set()
    rows = asked(
        "select tablename::text, policyname::text, roles::text[], permissive, cmd, qual, with_check from pg_policies "
        "where schemaname = 'public'"
    )
    found = {(table, name, tuple(sorted(roles))) for table, name, roles, *_rest in rows}
    expected = {(table, name, roles) for table in policed for name, roles in (KEEPERS, SERVES, WORKS)}
    assert found == expected | set(MORE)
    for table, name, _roles, permissive, command, reads, writes in rows:
        assert permissive == "PERMISSIVE", (table, name)
        if name == "somv_keepers":
            assert (command, reads, writes) == ("ALL", "true", "true"), table
        elif name == "somv_evaluates":
            assert (command, writes) == ("SELECT", None), table
        else:
            assert (command, reads) == ("ALL", writes), (table, name)
            assert "somv_" in reads or "app.user_id" in reads or "exists" in reads.lower(), (table, name)


def test_what_runs_as_the_owner_is_known_and_called_by_nobody_else(db):
    rows = asked(
        "select p.proname::text, pg_get_userbyid(p.proowner)::text, p.proconfig::text[], "
        "has_function_privilege('public', p.oid, 'execute') from pg_proc p "
        "where p.pronamespace = 'public'::regnamespace and p.prosecdef"
    )
    ours = {name for name, *_rest in rows if not name.startswith("audit_") or name == "audit_readers_of"}
    assert ours == AS_OWNER
    for name, owner, configuration, public in rows:
        assert (owner, public) == ("somv_owner", False), name
        assert any(item.startswith("search_path=") and item.endswith("pg_temp") for item in configuration), name


def test_no_view_leads_past_the_policies(db):
    """A view runs as its owner unless it says `security_invoker`; there are none."""
    rows = asked(
        "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')"
    )
    assert rows == []


def test_who_serves_and_works_is_bound(db):
    rows = asked("select rolname::text, rolsuper, rolbypassrls from pg_roles where rolname like 'somv\\_%'")
    bound = {name: not (superuser or bypasses) for name, superuser, bypasses in rows}
    assert bound == {
        "somv_app": True, "somv_worker": True, "somv_owner": True, "somv_backup": False, "somv_tester": False,
    }  # fmt: skip
    # The owner may become the app in tests, and has nothing of the app's before.
    assert asked("select pg_has_role('somv_owner', 'somv_app', 'usage')") == [(False,)]
    assert asked("select pg_has_role('somv_app', 'somv_owner', 'member')") == [(False,)]
