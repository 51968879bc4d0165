"""What a program is told of the cores, and what one worker more does for it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from random import shuffle
from statistics import quantiles
from typing import Any

from mpguide.experiments.speedup import (
    ALIKE,
    Clocked,
    Do,
    Seconds,
    Work,
    extremes,
    keep_to,
    processes,
    with_free_cores,
)

PROGRAM = os.path.join(os.path.dirname(os.path.dirname(__file__)), "programs", "cores_told.py")

SET_TO = 3

CONDITIONS: dict[str, tuple[list[str], dict[str, str], list[str]]] = {
    "as it is": ([], {}, []),
    "one core allowed": ([], {}, ["one"]),
    f"-X cpu_count={SET_TO}": (["-X", f"cpu_count={SET_TO}"], {}, []),
    f"PYTHON_CPU_COUNT={SET_TO}": ([], {"PYTHON_CPU_COUNT": str(SET_TO)}, []),
}
"""Options of the interpreter, variables of the environment, arguments of the program."""


def told(condition: str) -> dict[str, int]:
    """Return what the program ``cores_told`` prints under a condition."""
    options, variables, arguments = CONDITIONS[condition]
    known = {name: value for name, value in os.environ.items() if name != "PYTHON_CPU_COUNT"}
    done = subprocess.run(
        [sys.executable, *options, PROGRAM, *arguments],
        env=known | variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    found: dict[str, int] = json.loads(done.stdout)
    return found


def conditions() -> list[str]:
    """Return the conditions that there can be on this platform."""
    affinity = hasattr(os, "sched_setaffinity")
    return [name for name in CONDITIONS if affinity or name != "one core allowed"]


def numbers(cores: int) -> list[int]:
    """Return how many workers to try: one to twice the cores, six numbers at most.

    >>> numbers(1), numbers(2), numbers(8)
    ([1, 2], [1, 2, 3, 4], [1, 4, 8, 12, 16])
    """
    half = max(cores // 2, 1)
    return sorted({1, half, cores, cores + half, 2 * cores})


def crews(
    method: str, work: Work, *, cores: int, workers: Sequence[int]
) -> Iterator[Callable[[], Seconds]]:
    """Time crews of so many workers, on so many cores, in random order: a share for each worker.

    Gives the seconds by number of workers, with the seconds of all cores as
    ``cpu``, and what `mpguide.bench.side_by_side` asks for: the extremes of the
    shares of a worker alone and of as many as there are cores.
    """
    keep_to(cores)
    with processes(method, max(workers)) as do:
        yield partial(with_free_cores, partial(_time_crews, do, work, cores, workers))


def _time_crews(do: Do, work: Work, cores: int, workers: Sequence[int]) -> Seconds:
    order = list(workers)
    shuffle(order)
    took: Seconds = {}
    alike: Clocked = []
    for number in order:
        begun = time.perf_counter()
        shares = do(work, number)
        took[f"{number}"] = time.perf_counter() - begun
        took[f"{number} cpu"] = sum(cpu for _, cpu in shares)
        if number in {1, cores}:
            alike += shares
    took |= extremes(alike)
    return dict(sorted(took.items()))


def gains(values: Mapping[str, Sequence[float]], workers: Sequence[int]) -> dict[float, Any]:
    """Return how many times as much so many workers do as one: quartiles over the rounds.

    Those count in which the cores were free; if they never were, all do.

    >>> seconds = {"crews.1": [2.0, 2.0, 2.0], "crews.2": [2.0, 2.0, 4.0]}
    >>> alike = {"crews.fastest": [2.0, 2.0, 2.0], "crews.slowest": [2.0, 2.0, 4.0]}
    >>> gains({**seconds, **alike}, [1, 2])
    {1: (1.0, 1.0, 1.0), 2: (2.0, 2.0, 2.0)}
    """
    rounds = [dict(zip(values, row, strict=True)) for row in zip(*values.values(), strict=True)]
    free = [each for each in rounds if each["crews.fastest"] >= ALIKE * each["crews.slowest"]]
    return {
        number: tuple(
            quantiles(_gains(free if len(free) > 1 else rounds, number), method="inclusive")
        )
        for number in workers
    }


def _gains(rounds: Sequence[Mapping[str, float]], number: int) -> list[float]:
    return [number * each["crews.1"] / each[f"crews.{number}"] for each in rounds]
