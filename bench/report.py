"""What was measured, judged by the gates and written down: JSON, a Markdown table, an SVG."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from bench.measure import EMPTY, PAGES, PAST_POLICIES, SQL, UNLOGGED, Times

GROWTH, POLICIES = 1.5, 0.15  # issue 5 and stack.md, "Speed facts"


@dataclass(frozen=True)
class Gate:
    name: str
    value: float
    most: float

    @property
    def held(self) -> bool:
        return self.value <= self.most

    def __str__(self) -> str:
        return f"{'held  ' if self.held else 'FAILED'} {self.name}: {self.value:.2f} (at most {self.most:.2f})"


def ratio(times: Times, citizens: int, page: str) -> float:
    """T(page) / (T(empty page behind log-in) + T(its bare SQL)), of the medians of one run."""
    floor = times.middle(citizens, EMPTY.name) + times.middle(citizens, page, SQL)
    return times.middle(citizens, page) / floor


def gates(times: Times, sizes: list[int]) -> list[Gate]:
    """r at the largest size, growth from the smallest to the largest, and what the policies cost lists."""
    small, large, found = sizes[0], sizes[-1], []
    for page in PAGES:
        if page.most:
            found.append(Gate(f"r of {page.name} at {large:,}", ratio(times, large, page.name), page.most))
    if large >= 100 * small:
        grown = [(page.name, times.middle(large, page.name) / times.middle(small, page.name)) for page in PAGES]
        found += [Gate(f"growth of {name}, {small:,} → {large:,}", value, GROWTH) for name, value in grown]
    for page in PAGES:
        if page.is_list:
            dearer = times.dearer(large, page.name, PAST_POLICIES)
            found.append(Gate(f"policies on {page.name} at {large:,}", dearer, POLICIES))
    return found


def write(times: Times, sizes: list[int], rounds: int, judged: list[Gate], folder: Path) -> None:
    """All three files into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    stamp = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    machine = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}"
    said: dict[str, Any] = {
        "at": stamp,
        "machine": machine,
        "rounds": rounds,
        "sizes": sizes,
        "gates": [{"name": g.name, "value": round(g.value, 3), "most": g.most, "held": g.held} for g in judged],
        "milliseconds": [
            {
                "citizens": citizens,
                "page": page,
                "how": how or "as it is",
                "median": round(times.middle(citizens, page, how), 3),
                "quartiles": [round(value, 3) for value in times.spread(citizens, page, how)],
            }
            for citizens, page, how in times.all
        ],
    }
    (folder / "bench.json").write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    caption = f"{stamp}; {machine}; {rounds} rounds"
    (folder / "bench.md").write_text(table(times, sizes, judged, caption), encoding="utf-8")
    (folder / "bench.svg").write_text(drawing(times, sizes), encoding="utf-8")


def table(times: Times, sizes: list[int], judged: list[Gate], caption: str) -> str:
    heads = ["page", "citizens", "ms (quartiles)", "bare SQL", "r", "policies", "access log"]
    lines = [caption, "", _row(heads), _row(["---"] * len(heads))]
    dashes = ["–"] * 4
    lines += [_row(["empty page behind log-in", f"{n:,}", _spread(times, n, EMPTY.name), *dashes]) for n in sizes]
    for page in PAGES:
        for citizens in sizes:
            cells = [page.name, f"{citizens:,}", _spread(times, citizens, page.name), "–", "–"]
            if page.files:
                bare = times.middle(citizens, page.name, SQL)
                cells[3:] = [f"{bare:.1f}", f"{ratio(times, citizens, page.name):.2f}"]
            cells += [f"{times.dearer(citizens, page.name, than):+.0%}" for than in (PAST_POLICIES, UNLOGGED)]
            lines.append(_row(cells))
    lines += ["", _row(["gate", "measured", "at most", ""]), _row(["---"] * 4)]
    for gate in judged:
        lines.append(_row([gate.name, f"{gate.value:.2f}", f"{gate.most:.2f}", "held" if gate.held else "**failed**"]))
    return "\n".join(lines) + "\n"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _spread(times: Times, citizens: int, page: str) -> str:
    low, high = times.spread(citizens, page)
    return f"{times.middle(citizens, page):.1f} ({low:.1f}-{high:.1f})"


SHADES = ("#9db8d2", "#3f77a8", "#12344f")
BAR, GAP, LEFT, WIDE = 12, 14, 210, 520


def drawing(times: Times, sizes: list[int]) -> str:
    """Bars of milliseconds, a group for each page, a shade for each size; the numbers stand beside them."""
    pages = [EMPTY.name, *(page.name for page in PAGES)]
    most = max(times.middle(citizens, page) for citizens in sizes for page in pages)
    parts, y = [], 40
    for page in pages:
        middle = y + len(sizes) * BAR / 2 + 4
        parts.append(f'<text x="{LEFT - 10}" y="{middle}" text-anchor="end">{escape(page)}</text>')
        for citizens, shade in zip(sizes, SHADES, strict=False):
            took = times.middle(citizens, page)
            width = max(1, took / most * WIDE)
            parts.append(f'<rect x="{LEFT}" y="{y}" width="{width:.1f}" height="{BAR - 2}" fill="{shade}"/>')
            parts.append(f'<text class="n" x="{LEFT + width + 6:.1f}" y="{y + BAR - 3}">{took:.1f} ms</text>')
            y += BAR
        y += GAP
    key = "".join(
        f'<rect x="{LEFT + 150 * i}" y="12" width="12" height="12" fill="{shade}"/>'
        f'<text x="{LEFT + 150 * i + 18}" y="22">{citizens:,} citizens</text>'
        for i, (citizens, shade) in enumerate(zip(sizes, SHADES, strict=False))
    )
    style = "text{font:13px sans-serif;fill:#1a1a1a}.n{font-size:10px;fill:#454545}"
    size = f'width="{LEFT + WIDE + 90}" height="{y + 6}" viewBox="0 0 {LEFT + WIDE + 90} {y + 6}"'
    title = f"Milliseconds a page takes with {', '.join(f'{n:,}' for n in sizes)} citizens"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{title}"><style>{style}</style>'
        f'<rect width="100%" height="100%" fill="#fff"/>{key}{"".join(parts)}</svg>\n'
    )
