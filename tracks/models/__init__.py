from tracks.models.goal import Goal
from tracks.models.intervention import Intervention, LegalBasis, responsible_key
from tracks.models.log import LogEntry
from tracks.models.track import Track

__all__ = ["Goal", "Intervention", "LegalBasis", "LogEntry", "Track", "responsible_key"]
