"""What the runs of ``without_gil`` say, on this interpreter and on the free-threaded ones."""

from collections.abc import Mapping
from typing import Any

ENOUGH = 1.3
"""Two threads that have more than so many cores between them ran at the same time."""

FREE = 1.6
"""How many times as fast C code is in two threads if each has a core."""

FREE_ROUNDS = 5
"""The rounds with two free cores that it takes to say that they never do."""

Measured = Mapping[str, Any]


def cores(measured: Measured) -> float:
    """Return how many cores the two counting threads had, in the round in which they had most."""
    return float(max(each["cores"] for each in measured["rounds"]))


def at_once(measured: Measured) -> tuple[str, str]:
    """Answer whether the two counting threads ran at the same time.

    That they did is shown by one round in which they had more than a core.
    That they didn't is shown by rounds in which two cores were free, and they had
    one: C code, right before and after, gained what a core for each lets it gain.
    """
    rounds, most = measured["rounds"], cores(measured)
    free = sum(each["free"] > FREE for each in rounds)
    verdict = "held" if most >= ENOUGH else "refuted" if free >= FREE_ROUNDS else "undecided"
    told = f"two were free in {free} of {len(rounds)} rounds"
    return verdict, f"up to {most:.2f} cores at once; {told}"


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
