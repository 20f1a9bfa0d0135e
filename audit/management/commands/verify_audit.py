"""Go through the chain over the access log. Exit 0: whole. Exit 1: names the first bad row."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from audit.actions.sealing import heads_in
from audit.queries.verify import verify
from core.dates import COPENHAGEN


def _midnight(day: date | None, plus: int = 0) -> datetime | None:
    return datetime.combine(day + timedelta(days=plus), time(), COPENHAGEN) if day else None


class Command(BaseCommand):
    help = "Verify the chain over the access log, as the role that may read it (somv_backup), with SOMV_AUDIT_KEYS."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="begin", type=date.fromisoformat, help="first day, YYYY-MM-DD (Danish time)")
        parser.add_argument("--to", dest="end", type=date.fromisoformat, help="last day, YYYY-MM-DD")
        parser.add_argument(
            "--heads", type=Path, help="folder of exported heads; without it the folder set by AUDIT_HEAD_DIR"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["heads"] or (Path(settings.AUDIT_HEAD_DIR) if settings.AUDIT_HEAD_DIR else None)
        try:
            heads = heads_in(folder) if folder else []
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"{folder} holds a head that cannot be read: {error}", returncode=2) from error
        done = verify(_midnight(options["begin"]), _midnight(options["end"], 1), heads)
        if done.bad:
            raise CommandError(f"First bad row: {done.bad}", returncode=1)
        told = f"{done.rows} events are as they were sealed, {len(heads)} exported heads agree."
        self.stdout.write(f"{told} The chain ends at {done.n} {done.mac.hex()}.")
