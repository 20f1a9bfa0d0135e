"""What the product may ask of the log: each question through a function of the database, and the chain's arithmetic."""

from audit.queries.opened import Opened, name_asker
from audit.queries.readers import Reader, readers_of

__all__ = ["Opened", "Reader", "name_asker", "readers_of"]
