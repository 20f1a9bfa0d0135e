from tracks.queries.activation import Gap, activation_gaps, gaps_of, with_activation_facts
from tracks.queries.log import author_of, comments_on, dressed, log_of
from tracks.queries.tracks import OpenCounts, open_counts, ownerless_on, shut_out_on, tracks_of

__all__ = [
    "Gap",
    "OpenCounts",
    "activation_gaps",
    "author_of",
    "comments_on",
    "dressed",
    "gaps_of",
    "log_of",
    "open_counts",
    "ownerless_on",
    "shut_out_on",
    "tracks_of",
    "with_activation_facts",
]
