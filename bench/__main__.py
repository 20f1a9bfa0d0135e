"""``make bench [SIZES="1000 10000 100000"] [ROUNDS=40]``: how fast the pages are, and what keeps them from it.

Fills a database for each size on a server of its own (var/bench), checks that every page shows what its bare SQL
(bench/baseline/) finds, and then asks for everything once in each round, all sizes, in this process, through the whole
stack of middleware as the app under its policies. Writes bench/results/. Ends with 1 when a gate has failed, with 2
when a page and its SQL differ.
"""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from pathlib import Path

from bench import place

START = time.perf_counter()


def told(text: str) -> None:
    print(f"{time.perf_counter() - START:7.1f} s  {text}", flush=True)


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[1_000, 10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--keep", action="store_true", help="ask the databases of the last run, fill none")
    parser.add_argument("--into", type=Path, default=place.ROOT / "bench" / "results", help="folder of the results")
    parser.add_argument("--no-gates", action="store_true", help="measure and write; the gates decide nothing")
    return parser.parse_args()


def fill(sizes: list[int]) -> None:
    """A database for each size. Raises SystemExit when rows point at nothing."""
    from bench import seed

    told("migrating, once for these migrations")
    place.template()
    for citizens in sizes:
        told(f"filling {citizens:,} citizens")
        place.copy(f"bench_{citizens}")
        cursor = place.owner_cursor(f"bench_{citizens}")
        with place.through(place.wrapper(f"bench_{citizens}")):
            seed.fill(cursor, citizens)
        if citizens <= 10_000 and (lost := seed.orphans(cursor)):
            raise SystemExit(f"rows that point at nothing: {lost}")
        cursor.connection.close()


def main() -> int:
    wanted = asked()
    place.prepare()
    import django

    warnings.filterwarnings("ignore", message="No directory at")
    django.setup()
    from bench import measure, report
    from bench.pages import Site, Unlike

    sizes = sorted(wanted.sizes)
    if not wanted.keep:
        fill(sizes)
    sites = [Site(citizens) for citizens in sizes]
    try:
        for site in sites:
            told(f"comparing pages with their SQL, {site.citizens:,} citizens")
            measure.compared(site)
        times = measure.run(sites, wanted.rounds, told)
    except Unlike as error:
        told(f"NOT THE SAME: {error}")
        return 2
    judged = report.gates(times, sizes)
    report.write(times, sizes, wanted.rounds, judged, wanted.into)
    print("\n" + (wanted.into / "bench.md").read_text(encoding="utf-8"))
    for gate in judged:
        print(gate)
    told(f"written to {wanted.into}")
    return 0 if wanted.no_gates or all(gate.held for gate in judged) else 1


if __name__ == "__main__":
    try:
        code = main()
    finally:
        place.stop()
    sys.exit(code)
