"""`make bench` stays whole: a small one fills, compares every page with its bare SQL, measures and writes."""

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]


def test_small_bench_runs_from_nothing_to_results(tmp_path):
    env = os.environ | {"SOMV_BENCH_VAR": str(ROOT / "var" / "bench-test")}
    command = [sys.executable, "-m", "bench", "1000", "--rounds", "2", "--no-gates", "--into", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr

    told = json.loads((tmp_path / "bench.json").read_text())
    measured = {(row["page"], row["how"]) for row in told["milliseconds"]}
    assert {(page, "sql") for page in ("worklist", "plan", "search", "save", "access log")} <= measured
    assert {("worklist", how) for how in ("as it is", "past-policies", "unlogged", "sql")} <= measured
    assert {gate["name"]: gate["most"] for gate in told["gates"] if gate["name"].startswith("r of")} == {
        "r of worklist at 1,000": 4,
        "r of plan at 1,000": 4,
        "r of search at 1,000": 3,
        "r of save at 1,000": 5,
    }
    assert "| worklist | 1,000 |" in (tmp_path / "bench.md").read_text()
    assert ElementTree.parse(tmp_path / "bench.svg").getroot().get("role") == "img"
