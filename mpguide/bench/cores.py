"""What ran at the same time: told by cores, refuted only where these were free."""

import sys

from mpguide.bench.samples import Samples
from mpguide.bench.votes import SHORTCUT
from mpguide.record import HELD, REFUTED, UNDECIDED

ALIKE = 0.75
"""For which part of the slowest share's time the fastest had a core at least, if all had one."""

MOST = 0.75
"""In how many of its rounds each interpreter must have had free cores."""

MORE = 0.3
"""Who has had so much more than a number of cores at once has had another one."""

ROOM = 0.15
"""By how much of a core the two clocks may disagree."""

COARSE = "Windows tells in steps of 15.6 ms how long a thread had a core"


def side_by_side(samples: Samples, way: str, control: str, cores: int = 2) -> tuple[str, str]:
    """Return whether so many workers ran at the same time: all cores' time against the clock's.

    One round in which they had more than ``cores - 1`` between them is proof.
    That there was none is a proof only where the cores were free.  ``control`` names
    an experiment of ``mpguide.experiments.speedup`` that was measured in the same
    rounds, with its loop and its processes.  A share of the loop has a core if any is
    free, and each of the processes needs one of its own: where the slowest share took
    hardly longer than the fastest had a core, there was a whole core for each.  A busy
    machine, a quota, a host that takes a core away, and two halves of one core all show
    there.
    """
    if sys.platform == "win32":
        return UNDECIDED, COARSE
    had = most_cores(samples, way)
    rounds = _free(samples, control)
    enough = sum(map(len, rounds)) >= SHORTCUT and _were_free(rounds)
    verdict = HELD if had >= cores - 1 + MORE else REFUTED if enough else UNDECIDED
    return verdict, f"{way} had up to {had:.2f} cores at once; {_told(rounds)}"


def at_most(samples: Samples, way: str, cores: int = 1) -> tuple[str, str]:
    """Return whether a way's workers never had more than so many cores at once.

    This is decided on a busy machine, too.
    """
    if sys.platform == "win32":
        return UNDECIDED, COARSE
    had = most_cores(samples, way)
    verdict = HELD if had < cores + ROOM else REFUTED
    return verdict, f"{way} had up to {had:.2f} cores at once"


def most_cores(samples: Samples, way: str) -> float:
    """Return how many cores a way's workers had between them in the round where these were most."""
    values = samples.values
    return max(cpu / wall for cpu, wall in zip(values[f"{way} cpu"], values[way], strict=True))


def best_round(samples: Samples, way: str) -> tuple[float, float]:
    """Return the seconds of a way's shortest round, and those that it had of all cores in it.

    Of what disturbs a way, this round has the least.
    """
    values = samples.values
    return min(zip(values[way], values[f"{way} cpu"], strict=True))


def _were_free(rounds: list[list[bool]]) -> bool:
    return all(sum(free) >= MOST * len(free) for free in rounds)


def _told(rounds: list[list[bool]]) -> str:
    found, of = sum(map(sum, rounds)), sum(map(len, rounds))
    return f"a core for each worker in {found} of {of} rounds"


def _free(samples: Samples, control: str) -> list[list[bool]]:
    fastest, slowest = (samples.column(f"{control}.{share}") for share in ("fastest", "slowest"))
    return [
        [row[fastest] >= ALIKE * row[slowest] for slot in run.slots for row in slot]
        for run in samples.runs
    ]
