"""Bench and pyperf side by side on the same pair of functions: how long, how steady.

Each run of either asks how many times as long json.dumps takes as pickle.dumps
on one small dict.  The two take turns, so that they meet the same machine::

    python tests/beside_pyperf.py --runs 10 --busy --json beside.json

A run of pyperf takes about half a minute.
"""

import argparse
import contextlib
import json
import math
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from mpguide import bench, machine, record

ROUNDS, INTERPRETERS = 400, 12
"""What takes less than a tenth of pyperf's time."""

SMALL = {"name": "child-1", "pid": 4711, "alive": True, "codes": [0, 1, -15], "rate": 0.25}

RUNNER = f"""
import json, pickle, pyperf
SMALL = {SMALL!r}
runner = pyperf.Runner()
runner.bench_func("json", json.dumps, SMALL)
runner.bench_func("pickle", pickle.dumps, SMALL)
"""


class Found(NamedTuple):
    """What one run found, and how many seconds it took; json and pickle in seconds."""

    json: float
    pickle: float
    ratio: float
    took: float


def by_bench() -> Found:
    """Ask bench."""
    begin = time.monotonic()
    samples = bench.compare(
        {"json": partial(json.dumps, SMALL), "pickle": partial(pickle.dumps, SMALL)},
        rounds=ROUNDS,
        interpreters=INTERPRETERS,
    )
    took = time.monotonic() - begin
    ratio = samples.ratio("json", "pickle").median
    return Found(samples.median("json"), samples.median("pickle"), ratio, took)


def by_pyperf(*options: str) -> Found:
    """Ask pyperf, with its default schedule or another."""
    import pyperf

    begin = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        script, found = Path(folder) / "runner.py", Path(folder) / "found.json"
        script.write_text(RUNNER, encoding="utf-8")
        command = [sys.executable, str(script), "--quiet", "-o", str(found), *options]
        subprocess.run(command, stdout=subprocess.DEVNULL, timeout=600, check=True)
        suite = pyperf.BenchmarkSuite.load(str(found))
    took = time.monotonic() - begin
    seconds = [suite.get_benchmark(name).median() for name in ("json", "pickle")]
    return Found(*seconds, seconds[0] / seconds[1], took)


TOOLS: dict[str, Callable[[], Found]] = {
    "bench": by_bench,
    "pyperf": by_pyperf,
    "pyperf --fast": partial(by_pyperf, "--fast"),
}


def table(found: dict[str, list[Found]]) -> str:
    """Return a line for each tool: its time, its medians, its ratios and their spread."""
    lines = [f"{'':14}{'s a run':>9}{'json':>10}{'pickle':>10}{'ratio':>8}{'from':>7}{'to':>7}  sd"]
    for tool, runs in found.items():
        ratios = [run.ratio for run in runs]
        spread = statistics.stdev(map(math.log, ratios)) if len(ratios) > 1 else math.nan
        took = statistics.median(run.took for run in runs)
        medians = [
            bench.readable(statistics.median(seconds))
            for seconds in ([run.json for run in runs], [run.pickle for run in runs])
        ]
        lines.append(
            f"{tool:14}{took:>9.2f}{medians[0]:>10}{medians[1]:>10}"
            f"{statistics.median(ratios):>8.2f}{min(ratios):>7.2f}{max(ratios):>7.2f}{spread:>6.1%}"
        )
    return "\n".join(lines)


def main() -> None:
    """Run both in turns and print the table."""
    parser = argparse.ArgumentParser(description="Bench and pyperf side by side.")
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--busy", action="store_true", help="with every core kept busy")
    parser.add_argument("--tools", default="bench,pyperf", help=f"of {','.join(TOOLS)}")
    parser.add_argument("--json", metavar="PATH", help="write all that was found there")
    chosen = parser.parse_args()
    found: dict[str, list[Found]] = {tool: [] for tool in chosen.tools.split(",")}
    with bench.Busy() if chosen.busy else contextlib.nullcontext():
        for _ in range(chosen.runs):
            for tool, runs in found.items():
                runs.append(TOOLS[tool]())
    print(f"{machine.python_name()}, {machine.cores()} cores, {'busy' if chosen.busy else 'idle'}")
    print(table(found))
    if chosen.json:
        content = {tool: [run._asdict() for run in runs] for tool, runs in found.items()}
        about = {**machine.circumstances(["pyperf"]), "busy": chosen.busy}
        record.write_json(chosen.json, {"circumstances": about, "runs": content})


if __name__ == "__main__":
    main()
