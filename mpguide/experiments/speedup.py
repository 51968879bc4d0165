"""The same work in turns: in a loop, by threads and by processes, all of them up before.

The one way to measure what counts at the same time: time `in_turns` by
`mpguide.bench.compare`, and answer by `mpguide.bench.side_by_side`, which stays
undecided unless the cores that this needs were free::

    counting = partial(speedup.in_turns, method, partial(count, 200_000), workers=2)
    samples = bench.compare({"counting": counting}, rounds=8)
    answer = bench.side_by_side(samples, "counting.processes", "counting")

Each way gives every worker exactly one share, so that none can take two.
"""

import multiprocessing
import os
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from random import shuffle
from typing import Any

from mpguide import machine
from mpguide.workers.speedup import clocked, serve

PATIENCE = 60.0
"""Seconds that a share may take, and a worker to begin."""

TRIES, ALIKE = 3, 0.8
"""A round in which the fastest share had a core for less than this part of the slowest one's
time found the cores busy: it is made again, so many times in all."""

WAYS = ("loop", "threads", "processes")

Seconds = dict[str, float]
Work = Callable[[], object]
Clocked = list[tuple[float, float]]
Do = Callable[..., Clocked]
"""Does one share by each worker: what each took, and for how long it had a core."""


def in_turns(
    method: str, work: Work, *, workers: int, ways: Sequence[str] = WAYS
) -> Iterator[Callable[[], Seconds]]:
    """Time so many shares of work by each way, in random order; ``work`` is one share.

    Gives for each way the seconds until all shares were done, and as ``cpu``
    the seconds of all cores that the workers had.  With the loop and the
    processes among the ways, it gives what `mpguide.bench.side_by_side` asks for:
    the `extremes` of these two's shares.
    """
    with ExitStack() as stack:
        crews: dict[str, Do] = {}
        if "loop" in ways:
            crews["loop"] = partial(_loop, workers)
        if "threads" in ways:
            crews["threads"] = stack.enter_context(threads(workers))
        if "processes" in ways:
            crews["processes"] = stack.enter_context(processes(method, workers))
        yield partial(_time_each, crews, work)


def _time_each(crews: dict[str, Do], work: Work) -> Seconds:
    return with_free_cores(partial(_time_round, crews, work))


def with_free_cores(measure: Callable[[], Seconds]) -> Seconds:
    """Make a round again that found the cores busy, and return the last one."""
    for _ in range(TRIES):
        took = measure()
        if took.get("fastest", 1) >= ALIKE * took.get("slowest", 1):
            break
    return took


def _time_round(crews: dict[str, Do], work: Work) -> Seconds:
    order = list(crews)
    shuffle(order)
    took: Seconds = {}
    shares: dict[str, Clocked] = {}
    for way in order:
        begun = time.perf_counter()
        shares[way] = crews[way](work)
        took[way] = time.perf_counter() - begun
        took[f"{way} cpu"] = sum(cpu for _, cpu in shares[way])
    if {"loop", "processes"} <= shares.keys():
        took |= extremes([*shares["loop"], *shares["processes"]])
    return dict(sorted(took.items()))


def extremes(shares: Clocked) -> Seconds:
    """Return for how long the ``fastest`` share had a core, and what the ``slowest`` took.

    The first is not told by the clock: of two shares that each had half of a core, neither is
    slower than the other.
    """
    return {
        "fastest": min(had for _, had in shares),
        "slowest": max(seconds for seconds, _ in shares),
    }


def _loop(workers: int, work: Work) -> Clocked:
    return [clocked(work) for _ in range(workers)]


@contextmanager
def threads(workers: int) -> Iterator[Do]:
    """Yield what has each of so many threads do one share of the work that it is called with.

    They start at the first call, when all processes are there: none is forked beside threads.
    """
    asked: list[queue.SimpleQueue[Work | None]] = [queue.SimpleQueue() for _ in range(workers)]
    done: queue.SimpleQueue[tuple[float, float]] = queue.SimpleQueue()
    crew: list[threading.Thread] = []

    def do(work: Work) -> Clocked:
        for line in asked[len(crew) :]:
            crew.append(threading.Thread(target=_serve, args=(line, done), daemon=True))
            crew[-1].start()
        for line in asked:
            line.put(work)
        return [done.get(timeout=PATIENCE) for _ in asked]

    try:
        yield do
    finally:
        for line in asked[: len(crew)]:
            line.put(None)
        for thread in crew:
            thread.join(PATIENCE)


def _serve(
    asked: "queue.SimpleQueue[Work | None]", done: "queue.SimpleQueue[tuple[float, float]]"
) -> None:
    while work := asked.get():
        done.put(clocked(work))


@contextmanager
def processes(method: str, workers: int) -> Iterator[Do]:
    """Start processes; yield what has each do one share of the work that it is called with.

    Called with a number, too, it has only so many of them do one.
    """
    context: Any = multiprocessing.get_context(method)
    lines: list[Any] = []
    crew: list[Any] = []

    def do(work: Work, number: int | None = None) -> Clocked:
        for line in lines[:number]:
            line.send(work)
        return [_answer(line) for line in lines[:number]]

    try:
        for _ in range(workers):
            mine, its = context.Pipe()
            process = context.Process(target=serve, args=(its,), daemon=True)
            process.start()
            its.close()
            lines.append(mine)
            crew.append(process)
        do(float)  # all are up once they have answered
        yield do
    finally:
        for line in lines:
            line.send(None)
        for process, line in zip(crew, lines, strict=True):
            process.join(PATIENCE)
            line.close()


def _answer(line: Any) -> tuple[float, float]:
    if not line.poll(PATIENCE):
        raise TimeoutError(f"a worker did not answer within {PATIENCE:g} s")
    answer: tuple[float, float] = line.recv()
    return answer


def few_cores() -> int:
    """Return how many cores are enough to show it: four at most, if all others can be kept off."""
    return min(machine.cores(), 4) if hasattr(os, "sched_setaffinity") else machine.cores()


def keep_to(cores: int) -> None:
    """Keep this process and its children to so many cores, where that can be done."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
