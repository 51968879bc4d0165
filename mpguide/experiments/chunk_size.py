"""Naps handed out in chunks of each size, in random order."""

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from random import shuffle
from typing import TYPE_CHECKING

from mpguide.experiments.pools import warm_pool
from mpguide.workers.pool_tasks import nap

if TYPE_CHECKING:
    from multiprocessing.pool import Pool

SHORT, LONG = 0.000_001, 0.000_5
"""Seconds of a nap; the system adds some of its own."""

MESSAGE = bytes(100)
"""About as much as a pool sends for one chunk."""


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
        pool.map(nap, asked[kind, size], chunksize=size)
        took[f"{kind}, {size}"] = time.perf_counter() - begun
    return took


def floor() -> Iterator[Callable[[], dict[str, float]]]:
    """Time what can't be saved: a ``nap`` in a loop, and a ``message`` through a bare pipe."""
    reader, writer = os.pipe()
    try:
        yield partial(_time_floor, reader, writer)
    finally:
        os.close(reader)
        os.close(writer)


def _time_floor(reader: int, writer: int, number: int = 40) -> dict[str, float]:
    begun = time.perf_counter()
    for _ in range(number):
        nap(SHORT)
    napped = time.perf_counter()
    for _ in range(number):
        os.write(writer, MESSAGE)
        os.read(reader, len(MESSAGE))
    sent = time.perf_counter()
    return {"nap": (napped - begun) / number, "message": (sent - napped) / number}
