from tracks.models.goal import Goal
from tracks.models.intervention import Intervention, LegalBasis
from tracks.models.log import LogEntry
from tracks.models.track import Track

__all__ = ["Goal", "Intervention", "LegalBasis", "LogEntry", "Track"]
