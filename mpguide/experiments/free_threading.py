"""What the runs of ``without_gil`` say, on this interpreter and on the free-threaded ones."""

from collections.abc import Mapping
from statistics import median
from typing import Any

ENOUGH = 1.5
"""The cores that two threads have at least when each has one."""

GAINS = 3
"""The rounds on two cores that it takes to say that something is gained."""

FREE = 1.6
"""How many times as fast C code is in two threads if each has a core."""

FREE_ROUNDS = 5
"""The rounds with two free cores that it takes to say that nothing is gained."""

Measured = Mapping[str, Any]


def cores(measured: Measured) -> float:
    """Return how many cores the two counting threads had, in the round in which they had most."""
    return float(max(each["cores"] for each in measured["rounds"]))


def gain(measured: Measured, times: float) -> tuple[str, str]:
    """Answer whether two threads count so many times as fast as a loop that has a core for itself.

    That they gain is shown by the rounds in which they had two cores at once.
    That they don't is shown by rounds in which two cores were free, and they had
    one: C code, right before and after, gained what a core for each lets it gain.
    """
    rounds = measured["rounds"]
    gains = [each["loop"] / each["threads"] for each in rounds if each["cores"] >= ENOUGH]
    free = sum(each["free"] > FREE for each in rounds)
    if gains:
        found = median(gains)
        verdict = "held" if found >= times and len(gains) >= GAINS else "undecided"
        return verdict, f"{found:.2f} times in {len(gains)} of {len(rounds)} rounds, on two cores"
    verdict = "refuted" if free >= FREE_ROUNDS else "undecided"
    return verdict, f"never on two cores; two were free in {free} of {len(rounds)} rounds"


def named(run: Any) -> str:
    """Return the exact version of a run's interpreter, what it was told, and if it is archived.

    >>> from types import SimpleNamespace
    >>> run = SimpleNamespace(
    ...     python="3.14.2", interpreter="3.14t", start_method="gil=1", live=False
    ... )
    >>> named(run)
    '3.14.2t gil=1 (archived)'
    """
    told = "" if run.start_method == "default" else f" {run.start_method}"
    kept = "" if run.live else " (archived)"
    return f"{run.python}{'t' * run.interpreter.endswith('t')}{told}{kept}"


def source(run: Any) -> str:
    """Return where a run's outcome is from: here, or the archive, with its date and machine."""
    return "run here" if run.live else f"run on {run.date}, {run.platform}, {run.machine}"


def cells(runs: Mapping[str, Any]) -> dict[tuple[str, str], tuple[str, str]]:
    """Return a table with a column for each run: the cores that counting had, the updates lost."""
    table = {}
    for name, run in runs.items():
        most = cores(run.measured)
        free = run.measured["gil"] or any(each["free"] > FREE for each in run.measured["rounds"])
        word = "two" if most >= ENOUGH else "one" if free else "none free"
        table["cores", name] = (word, f"{most:.2f}")
        for way, missing in run.measured["lost"].items():
            table[way, name] = ("lost", f"{missing:,}") if missing else ("kept", "")
    return table
