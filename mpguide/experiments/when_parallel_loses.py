"""Rows of numbers added up, so many turns each: in a loop, and by a pool."""

import math
import pickle
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from random import shuffle
from statistics import median
from typing import TYPE_CHECKING, Any

from mpguide.experiments.pools import bare_pipe, warm_pool
from mpguide.workers.pool_tasks import add_up, clocked, nap

if TYPE_CHECKING:
    from multiprocessing.pool import Pool

ROWS = [list(range(1000))] * 16
"""What is added up: each row is sent to a worker by itself."""

FEW, TRIES = 1_000, 5
"""Fewer turns are timed several times, and the median counts."""

NAP = 0.003
"""Seconds of a nap."""

Seconds = dict[str, float]


def sweep(method: str, *, workers: int, turns: Sequence[int]) -> Iterator[Callable[[], Seconds]]:
    """Time all rows by a loop and by a pool that is up, for each number of turns.

    Of what the pool took, ``work`` is that of its busiest worker.
    """
    with warm_pool(method, workers) as pool:
        yield partial(_time_each, pool, turns)


def _time_each(pool: "Pool", turns: Sequence[int]) -> Seconds:
    took: Seconds = {}
    for number in _shuffled(turns):
        found = [_time_both(pool, number) for _ in range(TRIES if number < FEW else 1)]
        for part in found[0]:
            took[f"{part}, {number}"] = median(each[part] for each in found)
    return dict(sorted(took.items()))


def _time_both(pool: "Pool", turns: int) -> Seconds:
    took: Seconds = {}
    for way in _shuffled(("loop", "pool")):
        begun = time.perf_counter()
        if way == "loop":
            for row in ROWS:
                add_up(turns, row)
            took["loop"] = time.perf_counter() - begun
        else:
            done = pool.map(partial(clocked, turns), ROWS, chunksize=1)
            took["pool"] = time.perf_counter() - begun
            took["work"] = _busiest(done)
    return took


def _shuffled(things: Sequence[Any]) -> list[Any]:
    order = list(things)
    shuffle(order)
    return order


def _busiest(done: Sequence[tuple[int, float]]) -> float:
    by_worker: Counter[int] = Counter()
    for pid, seconds in done:
        by_worker[pid] += seconds  # type: ignore[assignment]
    return max(by_worker.values())


def naps(method: str, *, workers: int) -> Iterator[Callable[[], Seconds]]:
    """Time as many naps as there are rows by a loop and by a pool: they need no core."""
    with warm_pool(method, workers) as pool:
        yield partial(_time_naps, pool)


def _time_naps(pool: "Pool") -> Seconds:
    begun = time.perf_counter()
    for _ in ROWS:
        nap(NAP)
    looped = time.perf_counter()
    pool.map(nap, [NAP] * len(ROWS), chunksize=1)
    return {"loop": looped - begun, "pool": time.perf_counter() - looped}


def start(method: str, workers: int) -> Seconds:
    """Start a pool and end it; return the seconds until its workers were ``up``."""
    begun = time.perf_counter()
    with warm_pool(method, workers):
        return {"up": time.perf_counter() - begun}


def floor() -> Iterator[Callable[[], Seconds]]:
    """Time what sending takes at least: to pickle all rows and back, and a bare pipe."""
    with bare_pipe() as send:
        yield partial(_time_floor, send)


def _time_floor(send: Callable[[bytes], None]) -> Seconds:
    begun = time.perf_counter()
    messages = [pickle.dumps(row) for row in ROWS]
    for message in messages:
        pickle.loads(message)  # noqa: S301 - our own
    pickled = time.perf_counter()
    for message in messages:
        send(message)
    return {"pickle": pickled - begun, "pipe": time.perf_counter() - pickled}


def anatomy(took: Mapping[str, float], turns: int) -> dict[str, Seconds]:
    """Return what the loop, the pool, and a pool started for it spend, part by part.

    >>> parts = {"loop, 9": 8, "pool, 9": 7, "work, 9": 4, "floor.pickle": 1, "start.up": 20}
    >>> anatomy(parts, 9)["new pool"]
    {'pickle': 1, 'transfer': 2, 'work': 4, 'start': 20}
    """
    work, pickled = took[f"work, {turns}"], took["floor.pickle"]
    rest = max(took[f"pool, {turns}"] - work - pickled, 0)
    pool = {"pickle": pickled, "transfer": rest, "work": work}
    loop = {"work": took[f"loop, {turns}"]}
    return {"loop": loop, "pool": pool, "new pool": {**pool, "start": took["start.up"]}}


def curves(took: Mapping[str, float], turns: Sequence[int]) -> dict[str, dict[float, float]]:
    """Return the seconds of a task by how long it takes in the loop, for each way."""
    tasks = len(ROWS)
    length = {number: took[f"loop, {number}"] / tasks for number in turns}
    return {
        "loop": {length[n]: length[n] for n in turns},
        "pool": {length[n]: took[f"pool, {n}"] / tasks for n in turns},
        "new pool": {length[n]: (took["start.up"] + took[f"pool, {n}"]) / tasks for n in turns},
    }


def break_even(slow: Mapping[float, float]) -> float | None:
    """Return from which length of a task on a way beats the loop, None if it never does.

    >>> break_even({1.0: 4.0, 4.0: 1.0})
    2.0
    >>> break_even({1.0: 4.0, 4.0: 5.0})
    """
    for (short, above), (long, below) in pairwise(sorted(slow.items())):
        first, last = math.log(above / short), math.log(below / long)
        if first > 0 >= last:
            return float(short * (long / short) ** (first / (first - last)))
    return None
