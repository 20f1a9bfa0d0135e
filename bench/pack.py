"""How long 50 plans on paper take, and what the others notice of it meanwhile.

    .venv/bin/python bench/pack.py [--port 8190] [--rounds 2]

Starts a demo of its own (web server and worker are processes of their own, as everywhere), asks for one page again
and again, and orders a pack of 50 plans in the midst of it. Quiet and busy stretches take turns in one run, so that
what else the machine does falls on both. Says wall seconds, CPU seconds of the worker, how the bar moved, and the
page's 50th and 95th percentile in both.
"""

from __future__ import annotations

import argparse
import http.cookiejar
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PLANS, PAUSE, QUIET = 50, 0.2, 20.0  # plans of a pack; seconds between two looks; seconds of a quiet stretch
PASSWORD = "somv-demo-2026"  # noqa: S105  the demo's own
TICKS = os.sysconf("SC_CLK_TCK")


class Visitor:
    """Somebody logged in, with a cookie jar."""

    def __init__(self, base: str, name: str) -> None:
        self.base = base
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        self.send("/log-ind/", [("login", name), ("password", PASSWORD)])

    def get(self, path: str, **headers: str) -> str:
        request = urllib.request.Request(self.base + path, headers=headers)  # noqa: S310  our own demo
        with self.opener.open(request, timeout=120) as answer:
            return answer.read().decode()

    def send(self, path: str, pairs: list[tuple[str, str]]) -> str:
        """Post a form with the page's own token; the address one ends at."""
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', self.get(path))
        data = urllib.parse.urlencode([*pairs, ("csrfmiddlewaretoken", token[1] if token else "")]).encode()
        request = urllib.request.Request(self.base + path, data, {"Referer": self.base + path})  # noqa: S310
        with self.opener.open(request, timeout=120) as answer:
            return answer.url.removeprefix(self.base)


@dataclass
class Figures:
    quiet: list[float] = field(default_factory=list)  # seconds of one look
    busy: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    bars: list[list[int]] = field(default_factory=list)


def cpu_seconds(pid: int) -> float:
    """CPU seconds of one process, all its threads."""
    told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(told[11]) + int(told[12])) / TICKS


def look(visitor: Visitor, path: str) -> float:
    began = time.perf_counter()
    visitor.get(path)
    return time.perf_counter() - began


def stretch(visitor: Visitor, path: str, seconds: float) -> list[float]:
    until, found = time.monotonic() + seconds, []
    while time.monotonic() < until:
        found.append(look(visitor, path))
        time.sleep(PAUSE)
    return found


def order(lead: Visitor) -> str:
    path = "/ugens-planer/?hvornaar=valgt"
    offered = re.findall(r'name="citizens"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="citizens"', lead.get(path))
    chosen = [("citizens", one or other) for one, other in offered[:PLANS]]
    if len(chosen) < PLANS:
        raise SystemExit(f"Only {len(chosen)} plans can be printed; {PLANS} are needed.")
    return lead.send(path, [("hvornaar", "valgt"), ("fil", "pdf"), *chosen])


def packed(lead: Visitor, visitor: Visitor, page: str, worker: int, figures: Figures) -> None:
    """One pack, with looks at another page until it is done; the bar is asked every other second as the page does."""
    before = cpu_seconds(worker)
    job, began, asked, bar = order(lead), time.monotonic(), 0.0, []
    while True:
        figures.busy.append(look(visitor, page))
        if time.monotonic() - asked > 2:
            asked, told = time.monotonic(), lead.get(job, **{"HX-Request": "true"})
            value = re.search(r'<progress[^>]*value="(\d+)"', told)
            bar.append(int(value[1]) if value else PLANS)
            if "every 2s" not in told:
                break
        time.sleep(PAUSE)
    figures.wall.append(time.monotonic() - began)
    figures.cpu.append(cpu_seconds(worker) - before)
    figures.bars.append(bar)
    if "/fil/" not in told:
        raise SystemExit("The pack was not made.")


def percentile(values: list[float], share: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]


def report(figures: Figures) -> None:
    for number, (wall, cpu, bar) in enumerate(zip(figures.wall, figures.cpu, figures.bars, strict=True), 1):
        print(
            f"pack {number}: {PLANS} plans, {wall:.1f} s from order to file, {cpu:.1f} CPU s of the worker; bar {bar}"
        )
    for name, values in (("quiet", figures.quiet), ("busy", figures.busy)):
        told = f"p50 {1000 * percentile(values, 50):.0f} ms, p95 {1000 * percentile(values, 95):.0f} ms"
        print(f"another page, {name}: {told} ({len(values)} looks)")
    ratio = percentile(figures.busy, 95) / percentile(figures.quiet, 95)
    print(f"p95 busy / quiet: {ratio:.2f}; load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def manage(env: dict[str, str], *arguments: str, role: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=env | {"SOMV_DB_ROLE": role}, check=True)


def started(env: dict[str, str], port: int) -> subprocess.Popen[bytes]:
    """The demo, when it answers. Its process holds the worker; the web server is a child of it."""
    command = [sys.executable, "manage.py", "demo", "--port", str(port)]
    demo = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _try in range(240):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/log-ind/", timeout=30).close()
            return demo
        except OSError:
            time.sleep(0.5)
    demo.send_signal(signal.SIGINT)
    raise SystemExit("The demo does not answer.")


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--port", type=int, default=8190)
    told.add_argument("--rounds", type=int, default=2)
    wanted = told.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # the database server may run as another user
        env = os.environ | {"SOMV_VAR": folder, "SOMV_DEMO": "1"}
        manage(env, "migrate", "--no-input", "--verbosity", "0", role="owner")
        manage(env, "shell", "-c", "from bench.crowd import load; load()", role="worker")
        demo = started(env, wanted.port)
        try:
            base, figures = f"http://127.0.0.1:{wanted.port}", Figures()
            lead, visitor = Visitor(base, "projektleder"), Visitor(base, "koordinator")
            page = "/borgere/"
            stretch(visitor, page, 5)  # what is done once per process is done here
            for _round in range(wanted.rounds):
                figures.quiet += stretch(visitor, page, QUIET)
                packed(lead, visitor, page, demo.pid, figures)
            figures.quiet += stretch(visitor, page, QUIET)
            report(figures)
        finally:
            demo.send_signal(signal.SIGINT)
            demo.wait(30)


if __name__ == "__main__":
    main()
