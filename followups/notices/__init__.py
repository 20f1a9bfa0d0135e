"""What people are told of by themselves. Each kind is a file; `somv/wiring.py` puts the apps' kinds together."""

from followups.notices.concerns import CONCERN
from followups.notices.rounds import FOLLOW_UP

KINDS = (FOLLOW_UP, CONCERN)
