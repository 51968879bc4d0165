"""Comparing alternatives: as many fresh interpreters as the claims need, one after another."""

import pickle
import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from mpguide import machine, record
from mpguide.bench import arguments
from mpguide.bench.fresh import Fresh
from mpguide.bench.samples import BenchError, Samples
from mpguide.bench.sampling import Task
from mpguide.bench.votes import settle

kept: list[dict[str, Any]] = []
"""The timings of this process's comparisons: what ``--json`` writes."""


class Comparison:
    """A comparison that is checked and ready to be measured, idle or busy."""

    def __init__(
        self,
        alternatives: Mapping[str, Callable[[], Any]],
        at_least: list[tuple[str, float, str]],
        rounds: int | None,
        budget: float,
        least: int,
    ) -> None:
        if (rounds is not None and rounds < 1) or budget <= 0 or least < 1:
            given = f"rounds={rounds}, budget={budget}, interpreters={least}"
            raise BenchError(f"nothing to measure with {given}")
        self.packed = pack(alternatives)
        self.least = least
        method = machine.start_method()
        self.task = Task(sys.path[:], method, at_least, rounds, budget, {})

    def measure(self, note: str = "") -> Samples:
        """Measure in as many interpreters as the claims need.

        What was measured is kept, also when the measuring is interrupted or fails.
        """
        samples = Samples((), (), machine.circumstances())
        try:
            while (wanted := self._wanted(samples)) or len(samples.runs) < self.least:
                loops = samples.runs[0].loops if samples.runs else {}
                task = self.task._replace(at_least=wanted, loops=loops)
                fresh = Fresh(task, self.packed)
                try:
                    with fresh:
                        fresh.measure()
                finally:
                    samples = _joined(samples, fresh)
        finally:
            _keep(samples, note)
        return samples

    def _wanted(self, samples: Samples) -> list[tuple[str, float, str]]:
        claims = self.task.at_least
        return [claim for claim in claims if settle(samples.verdicts(*claim)) is None]


def _joined(samples: Samples, fresh: Fresh) -> Samples:
    if not fresh.run.slots:
        return samples
    if samples.names and samples.names != fresh.names:
        raise BenchError(
            f"the experiments measured {', '.join(samples.names)} at first, "
            f"and {', '.join(fresh.names)} in a second interpreter"
        )
    return samples._replace(names=fresh.names, runs=(*samples.runs, fresh.run))


def _keep(samples: Samples, note: str) -> None:
    if not samples.runs:
        return
    entries = samples.entries()
    for entry in entries:
        entry["name"] += note
        record.append("timing", entry)
    if path := arguments.chosen.get("json"):
        kept.extend(entries)
        record.write_json(path, record.suite(kept))


def pack(alternatives: Mapping[str, Callable[[], Any]]) -> bytes:
    """Return the alternatives as they travel to the fresh interpreter: by reference.

    Raises `BenchError` for one that can't travel, with the reason.
    """
    if not alternatives:
        raise BenchError("no alternatives to compare")
    for name, function in alternatives.items():
        reason = _reason(function)
        if reason:
            raise BenchError(f"{name!r} can't be timed in a fresh interpreter: {reason}")
    return pickle.dumps(dict(alternatives))


def _reason(function: Any) -> str:
    named = function
    while isinstance(named, partial):
        named = named.func
    place = getattr(named, "__qualname__", "")
    if not callable(function):
        return f"{function!r} can't be called"
    if "<lambda>" in place:
        return "a lambda can't be imported there; give it a name in a module"
    if "<locals>" in place:
        return f"{place} is made inside a function; define it at the top of a module"
    if getattr(named, "__module__", "") == "__main__":
        return f"{place} is defined in the script; define it in a module that can be imported"
    try:
        pickle.dumps(function)
    except Exception as error:
        return f"it can't be pickled: {error}"
    return ""
