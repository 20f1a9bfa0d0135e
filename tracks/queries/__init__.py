from tracks.queries.activation import Gap, activation_gaps
from tracks.queries.log import author_of, comments_on, dressed, log_of
from tracks.queries.tracks import OpenCounts, open_counts, ownerless_on, tracks_of

__all__ = [
    "Gap",
    "OpenCounts",
    "activation_gaps",
    "author_of",
    "comments_on",
    "dressed",
    "log_of",
    "open_counts",
    "ownerless_on",
    "tracks_of",
]
