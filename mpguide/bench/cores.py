"""Gains that need free cores: decided where the cores were free, undecided where not."""

from mpguide.bench.samples import Samples
from mpguide.record import UNDECIDED

PACE = 0.8
"""How fast a worker has to be beside the others, measured by a loop alone on a core."""

MOST = 0.75
"""In how many of its rounds each interpreter must have had free cores."""


def speedup(samples: Samples, slow: str, times: float, fast: str, control: str) -> tuple[str, str]:
    """Return what `Samples.answer` does, but undecided unless the cores were free.

    ``control`` names an experiment of `mpguide.experiments.speedup` that was
    measured in the same rounds.  Its processes share nothing but the machine:
    where each of them was about as fast beside the others as a loop is alone,
    there was a core for each.  A busy machine, a quota, and two halves of one
    core all show there.
    """
    verdict, evidence = samples.answer(slow, times, fast)
    free = [sum(rounds) for rounds in _free(samples, control)]
    of = [len(rounds) for rounds in _free(samples, control)]
    if any(part < MOST * whole for part, whole in zip(free, of, strict=True)):
        verdict = UNDECIDED
    return verdict, f"{evidence}; a core for each worker in {sum(free)} of {sum(of)} rounds"


def _free(samples: Samples, control: str) -> list[list[bool]]:
    alone, beside = (samples.column(f"{control}.{part}") for part in ("alone", "beside"))
    return [
        [row[alone] >= PACE * row[beside] for slot in run.slots for row in slot]
        for run in samples.runs
    ]
