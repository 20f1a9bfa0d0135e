"""A folder for a server of one's own; servers started in it are stopped and removed."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core import postgres

PROJECT = Path(__file__).resolve().parents[2]
PYTHON = sys.executable


@pytest.fixture
def own_var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty ``var/``. Under pytest's 0700 folder, so as root this also walks the way around an unreachable clone."""
    monkeypatch.setenv("SOMV_VAR", str(tmp_path))
    for name in ("SOMV_PG", "SOMV_DB_ROLE", "SOMV_TESTING", *postgres.ROLES.values()):
        monkeypatch.delenv(name, raising=False)
    yield tmp_path
    for kind in postgres.KINDS:
        cluster = postgres.locate(kind)
        postgres.stop(cluster)
        if cluster.data.parent != tmp_path:
            shutil.rmtree(cluster.data.parent, ignore_errors=True)
