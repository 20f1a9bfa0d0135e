"""As whom and where to connect: from the environment, or from the embedded server."""

import os
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from core.environment import said
from core.postgres.cluster import DATABASE, ensure_running
from core.postgres.place import PORT

ROLES = {
    "app": "DATABASE_URL",
    "owner": "DATABASE_OWNER_URL",
    "worker": "DATABASE_WORKER_URL",
    "backup": "DATABASE_BACKUP_URL",
}


class DatabaseNotConfigured(RuntimeError):
    """The environment names a database for some roles but not for the one asked for, or names it wrongly."""


def database_settings(role: str = "app") -> dict[str, Any]:
    """Django's ``DATABASES["default"]`` for one of our roles; starts the embedded server when no URL is set.

    ``SOMV_PG=test`` takes the server for tests, ``SOMV_PG=off`` starts none (for commands that only read settings).
    Raises DatabaseNotConfigured or ServerFailed.
    """
    if role not in ROLES:
        raise DatabaseNotConfigured(f"unknown database role {role!r}; one of {', '.join(ROLES)}")
    url = said(ROLES[role])
    if url:
        place = parse_url(url)
    elif any(said(variable) for variable in ROLES.values()):
        # Falling back to another server would let a migration run beside the data it is meant for.
        raise DatabaseNotConfigured(f"{ROLES[role]} is not set, but another role's address is")
    else:
        place = _embedded(role)
    options = {
        # Prepared on the server after three uses: 1.5 times faster pages. Not with a transaction pooler in between.
        "server_side_binding": True,
        "prepare_threshold": 3,
        "application_name": f"somv-{role}",
        "connect_timeout": 5,
        **place.pop("OPTIONS"),
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        **place,
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # A test database is a copy of the empty one named here: schema rights and default privileges come along.
        "TEST": {"NAME": f"test_{place['NAME']}", "TEMPLATE": place["NAME"]},
    }


def embedded_url(role: str, kind: str) -> str:
    """The embedded server's address for psql and others; starts it."""
    cluster = ensure_running(kind)
    return f"postgresql://somv_{role}@{quote(str(cluster.socket), safe='')}:{PORT}/{DATABASE}"


def parse_url(url: str) -> dict[str, Any]:
    """Take ``postgresql://user:password@host:port/name?option=value`` apart; a host may be a socket's folder.

    The parts may be percent-encoded. Raises DatabaseNotConfigured; the message never holds the URL (passwords).
    """
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise DatabaseNotConfigured("a database address starts with postgresql://")
    login, _, place = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    # Not parts.hostname: that lowers the letters of a socket's folder.
    if place.startswith("["):
        host, _, port = place[1:].partition("]")
        port = port.removeprefix(":")
    else:
        host, _, port = place.partition(":")
    if port and not port.isdigit():
        raise DatabaseNotConfigured("the port of a database address is a number")
    options = dict(parse_qsl(parts.query))
    name = unquote(parts.path.lstrip("/")) or options.pop("dbname", "")
    if not name:
        raise DatabaseNotConfigured("a database address ends with the name of the database")
    return {
        "NAME": name,
        "USER": unquote(user) or options.pop("user", ""),
        "PASSWORD": unquote(password) or options.pop("password", ""),
        "HOST": unquote(host) or options.pop("host", ""),
        "PORT": port or options.pop("port", ""),
        "OPTIONS": options,
    }


def _embedded(role: str) -> dict[str, Any]:
    where = {"NAME": DATABASE, "USER": f"somv_{role}", "PASSWORD": "", "PORT": str(PORT), "OPTIONS": {}}
    kind = os.environ.get("SOMV_PG", "demo")
    if kind == "off":
        return {**where, "HOST": "/nonexistent"}
    return {**where, "HOST": str(ensure_running(kind).socket)}
