"""``python -m core.postgres start|stop|status|url``: the embedded server by hand."""

import argparse
import sys

from core.postgres import KINDS, ROLES, ServerFailed, embedded_url, ensure_running, is_running, locate, stop


def main() -> int:
    """Do what the command line says; 0 done, 1 failed, 3 not running (as pg_ctl)."""
    parser = argparse.ArgumentParser(prog="python -m core.postgres", description=__doc__)
    parser.add_argument("action", choices=["start", "stop", "status", "url"])
    parser.add_argument("--kind", choices=KINDS, default="demo")
    parser.add_argument("--role", choices=ROLES, default="app", help="whose address `url` prints")
    given = parser.parse_args()
    try:
        if given.action == "start":
            print(f"running, socket in {ensure_running(given.kind).socket}")
        elif given.action == "stop":
            print("stopped" if stop(locate(given.kind)) else "was not running")
        elif given.action == "url":
            print(embedded_url(given.role, given.kind))
        elif not is_running(locate(given.kind)):
            print("not running")
            return 3
        else:
            print("running")
    except ServerFailed as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
