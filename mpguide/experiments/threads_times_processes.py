"""The threads that numpy's BLAS starts in each worker, and what too many of them cost."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial

from mpguide.experiments.speedup import Clocked, keep_to, processes
from mpguide.workers.gil_blas import limit, multiply

PROGRAM = os.path.join(os.path.dirname(os.path.dirname(__file__)), "programs", "blas_threads.py")

VARIABLES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")

REMEDIES = {
    "nothing": "",
    **{f"{name}=1": "" for name in VARIABLES},
    "limit in each worker": "worker",
    "limit before numpy": "soon",
    "variable after numpy": "late",
}
"""What is done about the threads, and what the program is told."""


def told(remedy: str, method: str) -> list[list[int]]:
    """Return what the program ``blas_threads`` prints: the threads of each BLAS, for two workers.

    None of the variables is set but the one that is named.
    """
    known = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    name, _, value = remedy.partition("=")
    done = subprocess.run(
        [sys.executable, PROGRAM, method, REMEDIES[remedy]],
        env=known | ({name: value} if name in VARIABLES else {}),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    found: list[list[int]] = json.loads(done.stdout)
    return found


def cores() -> int:
    """Return for how many cores OpenBLAS has threads: those that it may use, 64 at most."""
    if hasattr(os, "sched_getaffinity"):
        return min(len(os.sched_getaffinity(0)), 64)
    return min(os.cpu_count() or 1, 64)


def crew(method: str, *, workers: int, threads: int, turns: int) -> Iterator[Callable[[], Clocked]]:
    """Have workers multiply matrices side by side, a core and so many threads for each."""
    keep_to(workers)
    with processes(method, workers) as do:
        do(partial(limit, threads))
        yield partial(do, partial(multiply, turns))
