"""The database without a database administrator: where it is, how it is started, as whom one connects.

No Django in here: settings ask this package for their DATABASES, so it has to work before there are any.
"""

from core.postgres.cluster import Cluster, ServerFailed, ensure_running, is_running, stop
from core.postgres.place import KINDS, locate
from core.postgres.settings import ROLES, DatabaseNotConfigured, database_settings, embedded_url

__all__ = [
    "KINDS",
    "ROLES",
    "Cluster",
    "DatabaseNotConfigured",
    "ServerFailed",
    "database_settings",
    "embedded_url",
    "ensure_running",
    "is_running",
    "locate",
    "stop",
]
