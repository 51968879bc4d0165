"""Factorials by a pool that is up, handed out in each of five ways, in random order."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from math import factorial
from random import shuffle
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from mpguide.experiments.pools import PATIENCE, bare_pipe, warm_pool

if TYPE_CHECKING:
    from multiprocessing.pool import Pool

Way = Callable[["Pool", Sequence[int]], list[int]]

MESSAGE = bytes(100)
"""About as much as a pool sends for one task."""


def by_map(pool: "Pool", numbers: Sequence[int]) -> list[int]:
    """Hand them out in chunks, as many in each as the pool thinks right."""
    return pool.map(factorial, numbers)


def by_map_of_ones(pool: "Pool", numbers: Sequence[int]) -> list[int]:
    """Hand them out one by one, all at once."""
    return pool.map(factorial, numbers, chunksize=1)


def by_imap(pool: "Pool", numbers: Sequence[int]) -> list[int]:
    """Hand them out one by one, and take the results as they come, in order."""
    return list(pool.imap(factorial, numbers))


def by_apply_async(pool: "Pool", numbers: Sequence[int]) -> list[int]:
    """Hand them out one by one, and then ask for each result."""
    results = [pool.apply_async(factorial, (number,)) for number in numbers]
    return [result.get(PATIENCE) for result in results]


def by_apply(pool: "Pool", numbers: Sequence[int]) -> list[int]:
    """Hand out one, wait for its result, and only then hand out the next."""
    return [pool.apply(factorial, (number,)) for number in numbers]


WAYS: dict[str, Way] = {
    "map": by_map,
    "map(chunksize=1)": by_map_of_ones,
    "imap": by_imap,
    "apply_async": by_apply_async,
    "apply": by_apply,
}

UP_TO = {"map(chunksize=1)": 2_000, "imap": 2_000, "apply": 200}
"""Beyond so many items these ways only take longer in the same proportion."""

FEW, TRIES = 100, 5
"""Fewer items are handed out several times in a row, and the median counts."""

Asked = Mapping[str, tuple[str, int]]


def asked(numbers: Sequence[int]) -> dict[str, tuple[str, int]]:
    """Return what to time, ``{name: (way, how many items)}``, without what takes too long.

    >>> list(asked([20, 20_000]))[:3]
    ['map, 20', 'map, 20000', 'map(chunksize=1), 20']
    """
    return {
        f"{way}, {number}": (way, number)
        for way in WAYS
        for number in numbers
        if number <= UP_TO.get(way, number)
    }


def in_turns(
    method: str, *, workers: int, wanted: Asked
) -> Iterator[Callable[[], dict[str, float]]]:
    """Time the ways that are wanted on one pool whose workers are up.

    Each call takes them in random order, and returns the seconds for an item.
    """
    with warm_pool(method, workers) as pool:
        yield partial(_time_each, pool, wanted)


def _time_each(pool: "Pool", wanted: Asked) -> dict[str, float]:
    took = dict.fromkeys(wanted, 0.0)
    order = list(wanted)
    shuffle(order)
    for name in order:
        way, number = wanted[name]
        times = TRIES if number < FEW else 1
        took[name] = median(_time(pool, way, number) for _ in range(times))
    return took


def _time(pool: "Pool", way: str, number: int) -> float:
    numbers = items(number)
    begun = time.perf_counter()
    WAYS[way](pool, numbers)
    return (time.perf_counter() - begun) / number


def items(number: int) -> list[int]:
    """Return so many numbers, from 0 to 19 and over again.

    >>> items(22)[18:]
    [18, 19, 0, 1]
    """
    return [at % 20 for at in range(number)]


def floor() -> Iterator[Callable[[], dict[str, float]]]:
    """Time what can't be saved: to call the function, and to send as much through a pipe."""
    with bare_pipe() as send:
        yield partial(_time_floor, send)


def _time_floor(send: Callable[[bytes], None], number: int = 2000) -> dict[str, float]:
    numbers = items(number)
    begun = time.perf_counter()
    list(map(factorial, numbers))
    called = time.perf_counter()
    for _ in numbers:
        send(MESSAGE)
    sent = time.perf_counter()
    return {"bare call": (called - begun) / number, "bare pipe": (sent - called) / number}


def curves(took: Mapping[str, float]) -> dict[str, dict[float, float]]:
    """Return the seconds for an item by way and number of items.

    >>> curves({"pool.map, 20": 2e-5, "pool.map, 200": 3e-6, "floor.bare call": 1e-8})
    {'map': {20: 2e-05, 200: 3e-06}}
    """
    found: dict[str, dict[float, float]] = {}
    for name, seconds in took.items():
        part, _, wanted = name.partition(".")
        if part == "pool":
            way, _, number = wanted.partition(", ")
            found.setdefault(way, {})[int(number)] = seconds
    return found


class Times(NamedTuple):
    """What the program ``pool_in_turn`` prints of a way, in seconds."""

    first: float
    mean: float
    median: float


def table(output: str) -> dict[str, Times]:
    """Return what ``pool_in_turn`` printed, by way.

    >>> table("seconds first mean median" + chr(10) + "map 0.5 0.006 0.001")
    {'map': Times(first=0.5, mean=0.006, median=0.001)}

    Raises `ValueError` with what it printed instead.
    """
    rows = [line.split() for line in output.splitlines()[1:]]
    if not rows or any(len(row) != 1 + len(Times._fields) for row in rows):
        raise ValueError(f"pool_in_turn printed no times: {output}")
    return {way: Times(*map(float, times)) for way, *times in rows}
