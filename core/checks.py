"""System checks of the foundation: the second wall stands only while the app is bound by it."""

import os
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Notice
from django.db import DEFAULT_DB_ALIAS, connections

from core.keyring import Unreadable, outer_keys, stored
from core.lookup_key import name_of, standing

_LOST = "Put the missing key back into SOMV_FIELD_KEYS, after the first. Without it these values are lost."
_NOT_FOUND = "No number would be found, and nobody kept from registering one twice. See Keys in docs/deploying.md."
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


@register(Tags.security)
def outer_keys_are_keys(**kwargs: Any) -> list[CheckMessage]:
    """Say so at the start, not at the first citizen."""
    try:
        outer_keys()
    except ValueError:
        said = "A key of SOMV_FIELD_KEYS is not 32 bytes in url-safe base64."
        return [Error(said, hint="See docs/deploying.md.", id="core.E006")]
    return []


@register(Tags.database)
def data_keys_open(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse to work with a key too few, or another: half of a page would open, and new values under other keys."""
    if not databases or outer_keys_are_keys():
        return []
    found: list[CheckMessage] = []
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("select to_regclass('core_datakey') is not null")
        there = cursor.fetchone()[0]  # not before the first migration
        rows = stored(cursor) if there else []
    for row in rows:
        try:
            row.opened(outer_keys())
        except Unreadable as error:
            found.append(Error(f"Sealed values cannot be read: {error}.", hint=_LOST, id="core.E007"))
    return found


@register(Tags.database)
def look_up_key_fits(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse to work with another look-up key than the one the hashes in the database stand under."""
    if not databases:
        return []
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        stands = standing(cursor)
    set_now = name_of(settings.SOMV_LOOKUP_KEY)
    if stands and stands.name != set_now:
        said = f"CPR numbers are looked up under the key {stands.name}; SOMV_LOOKUP_KEY is the key {set_now}."
        return [Error(said, hint=_NOT_FOUND, id="core.E008")]
    if stands and not stands.finished:
        said = "The change of the look-up key was broken off: history is left under the old key."
        return [Notice(said, hint="Run new_lookup_key again.", id="core.W001")]
    return []
