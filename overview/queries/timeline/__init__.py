"""The timeline: who changed what, when and why, as one reader may see it."""

from overview.queries.timeline.lines import Timeline, timeline
from overview.queries.timeline.registry import Topic
from overview.queries.timeline.rows import topics_of

__all__ = ["Timeline", "Topic", "timeline", "topics_of"]
