"""What is told of timings: medians, intervals, ratios."""

import random
from math import inf

import pytest

from mpguide import timings
from mpguide.timings import Ratio, Times


def suite(**benchmarks: list[list[float]]) -> dict[str, object]:
    """Return a pyperf suite: the values of each interpreter by benchmark."""
    return {
        "metadata": {"unit": "second"},
        "benchmarks": [
            {"metadata": {"name": name}, "runs": [{"values": values} for values in runs]}
            for name, runs in benchmarks.items()
        ],
    }


def test_interpreters_count_alike() -> None:
    """The median is that of the interpreters' medians, however many values each has."""
    read = timings.read(suite(nap=[[1.0] * 20, [3.0] * 8]))

    assert read == {"nap": Times(2.0, 1.0, 3.0)}


@pytest.mark.parametrize(
    ("number", "outside"), [(7, -1), (8, 0), (11, 0), (12, 1), (20, 3), (200, 81)]
)
def test_values_outside_the_interval(number: int, outside: int) -> None:
    """As many values lie outside as leave the median within, 99 times of 100."""
    expected = (outside + 1.0, number - outside + 0.0) if outside >= 0 else (0.0, inf)

    assert timings.interval([value + 1.0 for value in range(number)]) == expected


def test_interval_holds_the_median() -> None:
    """Of intervals for times that are often long, at most one in a hundred misses the median."""
    chance = random.Random(11)  # noqa: S311 - not a secret
    missed = 0
    for _ in range(4000):
        low, high = timings.interval([chance.lognormvariate(0, 1) for _ in range(21)])
        missed += not low <= 1.0 <= high

    assert 0 < missed <= 40


def test_one_short_run_leaves_no_interval() -> None:
    """One interpreter with too few values makes the interval infinite."""
    assert not timings.read(suite(nap=[[1.0] * 20, [1.0] * 7]))["nap"].bounded


def test_benchmark_without_values_is_left_out() -> None:
    """A benchmark that was only warmed up has no times."""
    assert timings.read({"benchmarks": [{"metadata": {"name": "a"}, "runs": [{}]}]}) == {}


def test_ratio_has_the_widest_interval() -> None:
    """A ratio lies between the extremes that both intervals allow."""
    assert timings.ratio(Times(4.0, 2.0, 8.0), Times(2.0, 1.0, 4.0)) == Ratio(2.0, 0.5, 8.0)
    assert timings.ratio(Times(4.0, 0.0, inf), Times(2.0, 1.0, 4.0)) == Ratio(2.0, 0.0, inf)
    assert timings.ratio(Times(4.0, 2.0, 8.0), Times(2.0, 0.0, inf)) == Ratio(2.0, 0.0, inf)


@pytest.mark.parametrize(
    ("low", "high", "differs"),
    [(1.2, 1.3, True), (0.7, 0.8, True), (1.05, 3.0, False), (0.5, 2.0, False), (0.0, inf, False)],
)
def test_times_differ_beyond_a_tenth(low: float, high: float, differs: bool) -> None:
    """Times are different when the whole interval of their ratio is more than a tenth from one."""
    assert Ratio(1.0, low, high).differs is differs
