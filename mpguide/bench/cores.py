"""Gains that need free cores: decided where the cores were free, undecided where not."""

from mpguide.bench.samples import Samples
from mpguide.record import UNDECIDED

ALIKE = 0.75
"""Which part of the slowest share's time the fastest takes at least, if all had a core."""

MOST = 0.75
"""In how many of its rounds each interpreter must have had free cores."""


def speedup(samples: Samples, slow: str, times: float, fast: str, control: str) -> tuple[str, str]:
    """Return what `Samples.answer` does, but undecided unless the cores were free.

    ``control`` names an experiment of `mpguide.experiments.speedup` that was
    measured in the same rounds, with its loop and its processes.  A share of
    the loop has a core if any is free, and each of the processes needs one of
    its own: where all shares took about as long, there was a whole core for each.
    A busy machine, a quota, a host that takes a core away, and two halves of
    one core all show there.
    """
    verdict, evidence = samples.answer(slow, times, fast)
    rounds = _free(samples, control)
    if any(sum(free) < MOST * len(free) for free in rounds):
        verdict = UNDECIDED
    found, of = sum(map(sum, rounds)), sum(map(len, rounds))
    return verdict, f"{evidence}; a core for each worker in {found} of {of} rounds"


def _free(samples: Samples, control: str) -> list[list[bool]]:
    fastest, slowest = (samples.column(f"{control}.{share}") for share in ("fastest", "slowest"))
    return [
        [row[fastest] >= ALIKE * row[slowest] for slot in run.slots for row in slot]
        for run in samples.runs
    ]
