"""What a record's timings say: a median and an interval for each benchmark, and their ratios."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from math import comb, inf, isinf
from typing import Any, NamedTuple

MISSES = 200
"""An interval has the median above it once in so many times, and below it as often."""

GUARD = 0.10
"""How far from one a ratio's whole interval must lie for the times to count as different."""


class Times(NamedTuple):
    """What a benchmark took, in seconds.

    ``median`` is that of the interpreters' medians.  ``low`` to ``high`` spans
    the intervals of all interpreters; it is ``0`` to infinity where one of them
    has too few values, which are 7 or less.
    """

    median: float
    low: float
    high: float

    @property
    def bounded(self) -> bool:
        """Whether there were values enough for an interval."""
        return not isinf(self.high)


class Ratio(NamedTuple):
    """How many times as long one takes as another, and between which ratios that lies."""

    median: float
    low: float
    high: float

    @property
    def bounded(self) -> bool:
        """Whether both times had an interval."""
        return not isinf(self.high)

    @property
    def differs(self) -> bool:
        """Whether the whole interval lies more than a tenth from one."""
        return self.low > 1 + GUARD or self.high < 1 / (1 + GUARD)


def read(suite: Mapping[str, Any]) -> dict[str, Times]:
    """Return the times of a pyperf suite by benchmark, in its order.

    >>> runs = [{"values": [0.2, 0.1, 0.3]}, {"values": [0.5]}]
    >>> read({"benchmarks": [{"metadata": {"name": "nap"}, "runs": runs}]})
    {'nap': Times(median=0.35, low=0.0, high=inf)}
    """
    found = {}
    for benchmark in suite["benchmarks"]:
        runs = [run["values"] for run in benchmark["runs"] if run.get("values")]
        if runs:
            name = {**suite.get("metadata", {}), **benchmark.get("metadata", {})}["name"]
            lows, highs = zip(*map(interval, runs), strict=True)
            found[name] = Times(median([median(run) for run in runs]), min(lows), max(highs))
    return found


def median(values: Sequence[float]) -> float:
    """Return the middle value, or the mean of the two in the middle."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Return between which values the true median lies; ``0`` to infinity if they are too few.

    However the values are distributed: each is as likely above it as below.

    >>> interval([3.0, 1.0, 2.0, 4.0, 5.0, 6.0, 8.0, 7.0])
    (1.0, 8.0)
    """
    left_out = _left_out(len(values))
    if left_out < 0:
        return 0.0, inf
    ordered = sorted(values)
    return ordered[left_out], ordered[-1 - left_out]


def _left_out(number: int) -> int:
    """Return how many of so many values may lie outside at either end; -1 if they are too few."""
    ways = list(accumulate(comb(number, beyond) for beyond in range(number // 2 + 1)))
    return bisect_right(ways, 2**number // MISSES) - 1


def ratio(mine: Times, other: Times) -> Ratio:
    """Return how many times as long mine take as the others.

    >>> ratio(Times(3.0, 2.5, 3.5), Times(1.5, 1.25, 1.75)).median
    2.0
    """
    low = 0.0 if isinf(other.high) else mine.low / other.high
    return Ratio(mine.median / other.median, low, mine.high / other.low if other.low else inf)
