"""What was measured: immutable samples with their circumstances, and what they answer."""

import os
from collections.abc import Mapping
from math import isinf
from typing import Any, NamedTuple

from mpguide import machine, record
from mpguide.bench.votes import GUARD, Vote, cast, interval, median, settle, tally
from mpguide.record import REFUTED, UNDECIDED

KEPT = 200
"""Values of one alternative and interpreter that go into a file, at most."""

Slot = tuple[tuple[float, ...], ...]
"""Rounds that cast one vote together; a round has a column for each name."""


class BenchError(Exception):
    """A measurement that can't be made, or samples that can't be used so: the message says why."""


class Run(NamedTuple):
    """What one interpreter measured: its slots, and the calls in a block by name."""

    slots: tuple[Slot, ...]
    loops: Mapping[str, int]


class Ratio(NamedTuple):
    """How many times as long one takes as another.

    ``medians`` has one for each interpreter, and ``median`` is theirs; ``low``
    to ``high`` spans the intervals of all, each of which speaks of its
    interpreter only, and is infinite below 12 votes.
    """

    median: float
    low: float
    high: float
    medians: tuple[float, ...]

    def __str__(self) -> str:
        between = f" ({_figure(self.low)} to {_figure(self.high)})"
        return _figure(self.median) + ("" if isinf(self.high) else between)


class Samples(NamedTuple):
    """What `compare` measured, in seconds, one run for each fresh interpreter."""

    names: tuple[str, ...]
    runs: tuple[Run, ...]
    circumstances: Mapping[str, Any]

    @property
    def values(self) -> dict[str, tuple[float, ...]]:
        """The seconds of every round by name, interpreter after interpreter."""
        rows = [row for run in self.runs for slot in run.slots for row in slot]
        return {name: tuple(row[at] for row in rows) for at, name in enumerate(self.names)}

    def median(self, name: str) -> float:
        """Return the seconds that this alternative takes: the median of the interpreters'."""
        at = self.column(name)
        return median(median(row[at] for slot in run.slots for row in slot) for run in self.runs)

    def ratio(self, slow: str, fast: str) -> Ratio:
        """Return how many times as long ``slow`` takes as ``fast``, paired in every round."""
        found = [[vote.ratio for vote in votes] for votes in self._votes(slow, fast)]
        lows, highs = zip(*map(interval, found), strict=True)
        medians = tuple(map(median, found))
        return Ratio(median(medians), min(lows), max(highs), medians)

    def answer(self, slow: str, times: float, fast: str) -> tuple[str, str]:
        """Return whether ``slow`` takes at least ``times`` as long, and what that rests on.

        This is what `mpguide.claims.timing` takes.
        """
        found = self._votes(slow, fast)
        counted = [tally(votes, times) for votes in found]
        verdict = settle([each.verdict for each in counted]) or UNDECIDED
        if verdict == REFUTED:
            dissent = f"{sum(each.above for each in counted)} above {times:g} less {GUARD:.0%}"
        else:
            dissent = f"{sum(each.below for each in counted)} below {times:g} plus {GUARD:.0%}"
        ratio = self.ratio(slow, fast)
        evidence = (
            _spread(ratio, found),
            f"{_number(len(found), 'interpreter')}: {', '.join(map(_figure, ratio.medians))}",
            f"{_number(sum(map(len, found)), 'vote')}, {dissent}",
        )
        took = f"{slow} took {_figure(ratio.median)} times as long as {fast}"
        return verdict, f"{took} ({'; '.join(evidence)})"

    def verdicts(self, slow: str, times: float, fast: str) -> list[str]:
        """Return what each interpreter answers by itself."""
        found = self._votes(slow, fast) if self.runs else []
        return [tally(votes, times).verdict for votes in found]

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the file that ``python -m pyperf show`` and ``compare_to`` read.

        Raises `mpguide.record.RecordError` when the file can't be written.
        """
        record.write_json(path, record.suite(self.entries()))

    def entries(self) -> list[dict[str, Any]]:
        """Return the timings as a record takes them: medians of slots, at most 200 a run."""
        return [
            {
                "name": name,
                "runs": [_thinned(run.slots, at) for run in self.runs],
                "loops": max(run.loops[name] for run in self.runs),
                "metadata": _metadata(self.circumstances),
            }
            for at, name in enumerate(self.names)
        ]

    def __str__(self) -> str:
        medians = [self.median(name) for name in self.names]
        scale, unit = _unit(10 * min(medians))
        width = max(map(len, self.names))
        return "\n".join(
            f"{name:{width}}  {_figure(seconds * scale):>8} {unit}"
            for name, seconds in zip(self.names, medians, strict=True)
        )

    def column(self, name: str) -> int:
        """Return the place of an alternative in a round."""
        if name not in self.names:
            known = ", ".join(map(repr, self.names))
            raise BenchError(f"nothing measured is called {name!r}; there are {known}")
        return self.names.index(name)

    def _votes(self, slow: str, fast: str) -> list[list[Vote]]:
        columns = self.column(slow), self.column(fast)
        return [[cast(slot, *columns) for slot in run.slots] for run in self.runs]


def against(mine: Samples, other: Samples) -> dict[str, float]:
    """Return how many times as long each of my alternatives takes as the other's.

    Raises `BenchError` when the circumstances differ or no name is shared.
    """
    different = machine.differences(mine.circumstances, other.circumstances)
    if different:
        raise BenchError(f"samples that can't be compared, they differ in {'; '.join(different)}")
    shared = [name for name in mine.names if name in other.names]
    if not shared:
        raise BenchError("samples that can't be compared, no name is in both")
    return {name: mine.median(name) / other.median(name) for name in shared}


def readable(seconds: float) -> str:
    """Return seconds in the unit that suits them.

    >>> readable(0.00421), readable(12e-9)
    ('4.21 ms', '12 ns')
    """
    scale, unit = _unit(seconds)
    return f"{_figure(seconds * scale)} {unit}"


def _unit(seconds: float) -> tuple[float, str]:
    units = (1, "s"), (1e3, "ms"), (1e6, "us")
    return next((unit for unit in units if seconds * unit[0] >= 1), (1e9, "ns"))


def _figure(value: float) -> str:
    return f"{value:.3g}" if value < 999.5 else f"{value:,.0f}"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"


def _spread(ratio: Ratio, found: list[list[Vote]]) -> str:
    if not isinf(ratio.high):
        return f"{_figure(ratio.low)} to {_figure(ratio.high)}"
    ratios = [vote.ratio for votes in found for vote in votes]
    return f"votes from {_figure(min(ratios))} to {_figure(max(ratios))}"


def _thinned(slots: tuple[Slot, ...], at: int) -> list[float]:
    every = -(-len(slots) // KEPT)
    return [median(row[at] for row in slot) for slot in slots[::every]]


def _metadata(circumstances: Mapping[str, Any]) -> dict[str, str | int]:
    told = {
        "python_version": circumstances["python"],
        "python_build": circumstances["build"],
        "gil": "enabled" if circumstances["gil"] else "disabled",
        "platform": circumstances["platform"],
        "cpu_model_name": circumstances["cpu"],
        "cpu_count": circumstances["cores"],
        "start_method": circumstances["start_method"],
        "values": f"medians of 10 ms of rounds, thinned to {KEPT} at most",
    }
    return {name: value for name, value in told.items() if value}
