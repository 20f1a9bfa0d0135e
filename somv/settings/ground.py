"""What every other part of the settings asks: where we are, and whether this is a demo or a test."""

from __future__ import annotations

from pathlib import Path

from somv.environment import env_flag

BASE_DIR = Path(__file__).resolve().parents[2]

DEMO = env_flag("SOMV_DEMO")
TESTING = env_flag("SOMV_TESTING")
PLAYGROUND = DEMO or TESTING  # fictive CPR numbers, http on loopback
