"""Naps handed out in chunks of each size, in random order."""

import pickle
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from random import shuffle
from statistics import median
from typing import TYPE_CHECKING

from mpguide.experiments.pools import bare_pipe, warm_pool
from mpguide.workers.pool_tasks import nap, nap_with

if TYPE_CHECKING:
    from multiprocessing.pool import Pool

SHORT, LONG = 0.000_2, 0.002
"""Seconds of a nap; the system adds some of its own."""

TASK = partial(nap_with, list(range(5000)))
"""What is bound to a function is sent with every chunk."""

MESSAGE = pickle.dumps(TASK)
"""About what a pool sends for one chunk."""


def own_chunk(tasks: int, workers: int) -> int:
    """Return how many tasks `multiprocessing.pool.Pool.map` puts into a chunk by itself.

    >>> own_chunk(400, 10), own_chunk(20, 8)
    (10, 1)
    """
    return -(-tasks // (4 * workers))


def naps(kind: str, tasks: int) -> list[float]:
    """Return so many naps: ``even`` ones, or ``uneven`` with the last tenth long."""
    last = tasks // 10 if kind == "uneven" else 0
    return [SHORT] * (tasks - last) + [LONG] * last


def sweep(
    method: str, *, workers: int, tasks: int, wanted: Mapping[str, Sequence[int]]
) -> Iterator[Callable[[], dict[str, float]]]:
    """Time naps of each kind that is wanted in chunks of each size, all on one pool.

    Returns the seconds for all tasks as ``{"even, 10": seconds}``.
    """
    asked = {(kind, size): naps(kind, tasks) for kind, sizes in wanted.items() for size in sizes}
    with warm_pool(method, workers) as pool:
        yield partial(_time_each, pool, asked)


def _time_each(pool: "Pool", asked: Mapping[tuple[str, int], Sequence[float]]) -> dict[str, float]:
    took = {f"{kind}, {size}": 0.0 for kind, size in asked}
    order = list(asked)
    shuffle(order)
    for kind, size in order:
        begun = time.perf_counter()
        pool.map(TASK, asked[kind, size], chunksize=size)
        took[f"{kind}, {size}"] = time.perf_counter() - begun
    return took


def floor() -> Iterator[Callable[[], dict[str, float]]]:
    """Time what can't be saved: a ``nap`` in a loop, and a ``message`` through a bare pipe."""
    with bare_pipe() as send:
        yield partial(_time_floor, send)


def _time_floor(send: Callable[[bytes], None], tries: int = 25) -> dict[str, float]:
    calls = {"nap": partial(nap, SHORT), "message": partial(send, MESSAGE)}
    return {name: median(_time(call) for _ in range(tries)) for name, call in calls.items()}


def _time(call: Callable[[], None]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun
