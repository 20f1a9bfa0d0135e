"""System checks of the foundation: the second wall stands only while the app is bound by it."""

import os
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

_RIGHTS = """
    select current_user::text, rolsuper, rolbypassrls,
           exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                   where c.relowner = r.oid and c.relkind in ('r', 'p') and n.nspname = 'public')
    from pg_roles r where rolname = current_user
"""


@register(Tags.database)
def connects_without_excess(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse to work as a superuser, past row-level security or as the tables' owner.

    All three see every row whatever the policies say. Only the owner's and the backup's own commands may.
    """
    role = os.environ.get("SOMV_DB_ROLE", "app")
    found: list[CheckMessage] = []
    for alias in databases or []:
        with connections[alias].cursor() as cursor:
            cursor.execute(_RIGHTS)
            user, superuser, bypasses, owns = cursor.fetchone()
        if superuser:
            found.append(
                Error(f"The database user {user} is a superuser.", hint="See core/sql/roles.sql.", id="core.E001")
            )
        if bypasses and not superuser and role != "backup":
            found.append(Error(f"The database user {user} bypasses row-level security.", id="core.E002"))
        if owns and role in ("app", "worker"):
            found.append(Error(f"The database user {user} owns tables; connect as somv_{role}.", id="core.E003"))
    return found


@register(Tags.security)
def playground_stays_at_home(**kwargs: Any) -> list[CheckMessage]:
    """Refuse demo and test switches where others than this machine are served: known passwords, fictive CPR numbers."""
    found: list[CheckMessage] = []
    local = {"127.0.0.1", "localhost", "[::1]", "testserver"}
    if settings.PLAYGROUND and not set(settings.ALLOWED_HOSTS) <= local:
        found.append(Error("SOMV_DEMO or SOMV_TESTING is on, but ALLOWED_HOSTS names other machines.", id="core.E004"))
    if not settings.SOMV_FIELD_KEYS:
        found.append(Error("SOMV_FIELD_KEYS is empty: nothing could be sealed.", id="core.E005"))
    return found
