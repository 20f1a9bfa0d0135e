"""Settings by environment; every default is the safe one.

SOMV_DEMO=1 turns on demo data, fictive CPR numbers and plain-http cookies, and marks every page. Production
refuses to start with it (`core/checks.py`).
"""

from somv.settings.base import *  # noqa: F403
from somv.settings.http import *  # noqa: F403
from somv.settings.identity import *  # noqa: F403
from somv.settings.jobs import *  # noqa: F403
