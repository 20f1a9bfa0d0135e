#!/usr/bin/env python
"""Django's command line; also decides as whom the command connects to the database."""

import os
import sys

# Commands that make, change or empty tables, or look after the keys of sealed columns.
# Everything else is done with no more rights than the app has.
AS_OWNER = {
    "createcachetable",
    "flush",
    "loaddata",
    "makemigrations",
    "migrate",
    "new_data_key",
    "new_lookup_key",
    "optimizemigration",
    "reseal",
    "rotate_keys",
    "sqlflush",
    "sqlmigrate",
    "squashmigrations",
}
# The demo's own process does the worker's job; what serves pages is its child and connects as the app. The demo's data
# are written for nobody who asks: the app would see none of them.
# The operator who answers for a second administrator asks whether hand-overs are due, of all citizens.
AS_WORKER = {"decide_wish", "demo", "load_demo"}
# What reads the access log writes nothing.
AS_BACKUP = {"verify_audit"}


def database_role(arguments: list[str]) -> str:
    """The role for a command line; SOMV_DB_ROLE in the environment is stronger."""
    command = next((argument for argument in arguments[1:] if not argument.startswith("-")), "")
    if command in AS_OWNER:
        return "owner"
    if command in AS_BACKUP:
        return "backup"
    return "worker" if command in AS_WORKER else "app"


def main() -> None:
    """Run the command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "somv.settings")
    os.environ.setdefault("SOMV_DB_ROLE", database_role(sys.argv))
    if "demo" in sys.argv[1:2] or os.environ.get("SOMV_DEMO") == "1":
        from core.demo import load_environment

        load_environment()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
