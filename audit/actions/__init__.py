"""Writing the access log, and sealing what was written."""

from audit.actions.log import Note, Noted, ensure_partitions, outcome_of, write
from audit.actions.sealing import export_head, retire, seal

__all__ = ["Note", "Noted", "ensure_partitions", "export_head", "outcome_of", "retire", "seal", "write"]
