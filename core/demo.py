"""The demo's own things in ``var/``: its secrets, and which processes are still there from the last time.

No Django in here: the secrets must be in the environment before the settings are read.
"""

import base64
import contextlib
import ctypes
import hashlib
import json
import os
import secrets
import shutil
import signal
import socket
import sys
import time
from pathlib import Path

from core.postgres import locate, stop

VAR = Path(os.environ.get("SOMV_VAR") or Path(__file__).parents[1] / "var").resolve()
SECRETS = VAR / "demo-secrets.env"
MARK = "SOMV_DEMO_SERVER"  # in the environment of what the demo starts: says whose child it is, even orphaned
_PR_SET_PDEATHSIG = 1


def load_environment() -> None:
    """Switch the demo on and put its secrets into the environment; makes them once, readable by their owner only."""
    os.environ["SOMV_DEMO"] = "1"
    if not SECRETS.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        fresh = SECRETS.with_suffix(f".{os.getpid()}")
        lines = [
            f"SECRET_KEY={secrets.token_urlsafe(48)}",
            f"SOMV_FIELD_KEYS={base64.urlsafe_b64encode(os.urandom(32)).decode()}",
            f"SOMV_LOOKUP_KEY={secrets.token_urlsafe(48)}",
        ]
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as handle:
            handle.write("\n".join(lines) + "\n")
        with contextlib.suppress(FileExistsError):
            os.link(fresh, SECRETS)  # whoever comes first wins; keys must never change below the data
        fresh.unlink()
    for line in SECRETS.read_text(encoding="ascii").splitlines():
        name, _, value = line.partition("=")
        if not os.environ.get(f"{name}_FILE"):
            os.environ.setdefault(name, value)


def made_of(root: Path) -> str:
    """What the demo's database was made of: the migrations and the demo's data as they lie in the tree."""
    files = sorted([*root.glob("*/migrations/*.py"), *root.glob("somv/demo/*.py")])
    return hashlib.sha256(b"".join(path.name.encode() + path.read_bytes() for path in files)).hexdigest()


def remembered(made: str) -> str | None:
    """What loading said last time, when the database still is the one made of `made`; None otherwise."""
    with contextlib.suppress(OSError, ValueError, KeyError):
        said = json.loads(_stamp().read_text())
        if said["made"] == made:
            return said["users"]
    return None


def remember(made: str, users: str) -> None:
    """Keep it inside the cluster's own folder, so that it goes with the data."""
    _stamp().write_text(json.dumps({"made": made, "users": users}))


def _stamp() -> Path:
    return locate("demo").data / "somv-demo.json"


def end_with_parent() -> None:
    """Have the kernel end this process when the one that started it dies, however it dies (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def register(port: int) -> Path:
    """Write down that this process is the demo on ``port``; returns the note, to be removed at the end."""
    note = VAR / f"demo-{port}.json"
    note.write_text(json.dumps({"pid": os.getpid(), "born": _born(os.getpid())}))
    return note


def end_earlier(port: int) -> bool:
    """End an earlier demo of this project on ``port`` and what it left behind. Returns whether there was any."""
    found = _left_over(port)
    for ask, patience in ((signal.SIGTERM, 6.0), (signal.SIGKILL, 2.0)):
        for pid in found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, ask)
        deadline = time.monotonic() + patience
        while _left_over(port) and time.monotonic() < deadline:
            time.sleep(0.1)
    (VAR / f"demo-{port}.json").unlink(missing_ok=True)
    return bool(found)


def port_is_free(host: str, port: int) -> bool:
    """Whether a server can be started there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def others_run(port: int) -> bool:
    """Whether a demo of this project runs on another port, and so still needs the database."""
    return any(_noted(note) for note in VAR.glob("demo-*.json") if note.stem != f"demo-{port}")


def reset() -> None:
    """End every demo of this project and remove its data and secrets."""
    for note in VAR.glob("demo-*.json"):
        end_earlier(int(note.stem.removeprefix("demo-")))
    cluster = locate("demo")
    stop(cluster)
    shutil.rmtree(cluster.data, ignore_errors=True)
    shutil.rmtree(VAR / "mail", ignore_errors=True)
    SECRETS.unlink(missing_ok=True)
    print("The demo's data are gone.")


def _left_over(port: int) -> list[int]:
    mark = f"{MARK}={VAR}:{port}".encode()
    found = _noted(VAR / f"demo-{port}.json")
    for proc in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark in (proc / "environ").read_bytes().split(b"\0"):
                found.append(int(proc.name))
    return [pid for pid in found if pid != os.getpid() and _born(pid)]


def _noted(note: Path) -> list[int]:
    """The demo process of a note, when it is still the same one: numbers are used again, birth times are not."""
    with contextlib.suppress(OSError, ValueError, KeyError):
        said = json.loads(note.read_text())
        if said["born"] and _born(said["pid"]) == said["born"]:
            return [said["pid"]]
    return []


def _born(pid: int) -> str:
    """When the kernel started ``pid``, in ticks since boot; empty for none and for a zombie."""
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return "" if fields[0] == "Z" else fields[19]
    return ""


if __name__ == "__main__":
    reset()
