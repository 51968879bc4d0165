"""What each interpreter makes of a program: run where it is found, archived where not.

The archive, ``mpguide/archive/PROGRAM.json``, holds outcomes of real runs with
exact version, platform and date.  ``python -m mpguide.survey --write`` renews it
on the interpreters found here, ``--check`` runs them and fails if one differs.
"""

import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from mpguide import machine, observe, record

ARCHIVE = os.path.join(os.path.dirname(__file__), "archive")
"""The folder of the archived outcomes."""

COMPARED = ("ended", "exit_code", "last_line")
"""What of a live run must be as it was in the archived one."""


FREE = tuple(name for name in machine.INTERPRETERS if name.endswith("t"))
"""The free-threaded builds."""

ON_FREE = {"without_gil": ("default", "gil=1"), "gil_comes_back": ("silent", "declared")}
"""The programs that are for these, and what each is told in place of a start method.

They measure, so they run one at a time.
"""

CANNOT = 77
"""The exit code of a program that lacks what it needs, such as a compiler."""


class Seen(NamedTuple):
    """How a program ended on one interpreter under one start method.

    ``measured`` is what it has measured, if its last line but one is JSON.
    """

    interpreter: str
    python: str
    start_method: str
    ended: str
    exit_code: int | None
    last_line: str
    platform: str
    date: str
    machine: str = ""
    measured: dict[str, Any] | None = None
    live: bool = False

    @property
    def version(self) -> tuple[int, ...]:
        """Return the exact version as numbers."""
        return tuple(int(number) for number in self.python.split(".")[:3])


def survey(
    program: str,
    start_methods: Sequence[str] = (),
    interpreters: Sequence[str] = (),
    deadline: float = 20.0,
) -> tuple[Seen, ...]:
    """Return what a program does on each interpreter under each start method.

    The program takes the start method as its argument.  Unless they are given, the
    interpreters are all, or for the programs of `ON_FREE` the free-threaded ones.

    Those found here run it, as many at a time as there are cores; the others, and
    those that lack what it needs, come from the archive, or are left out where it
    has none.  The order is that of ``interpreters``, then of ``start_methods``.
    """
    from concurrent.futures import ThreadPoolExecutor

    methods = start_methods or ON_FREE.get(program) or machine.start_methods()
    names = interpreters or (FREE if program in ON_FREE else machine.INTERPRETERS)
    found = machine.find_interpreters(names)
    cells = [(name, method) for name in names for method in methods]
    with ThreadPoolExecutor(1 if program in ON_FREE else machine.cores()) as threads:
        runs = {
            (name, method): threads.submit(_run, program, name, found[name], method, deadline)
            for name, method in cells
            if name in found
        }
        live = {cell: run.result() for cell, run in runs.items()}
    known = {(seen.interpreter, seen.start_method): seen for seen in archived(program)}
    both = known | {cell: seen for cell, seen in live.items() if seen.exit_code != CANNOT}
    return tuple(both[cell] for cell in cells if cell in both)


def _run(program: str, name: str, python: str, method: str, deadline: float) -> Seen:
    import json
    import platform
    from datetime import UTC, datetime

    outcome = observe.run(observe.program(program), method, python=python, deadline=deadline)
    lines = ["", "", *outcome.output.strip().splitlines()]
    measures = program in ON_FREE and lines[-2].startswith("{")
    return Seen(
        name,
        outcome.python,
        method,
        outcome.ended,
        outcome.exit_code,
        lines[-1].strip() if outcome.ended == "finished" else "",
        platform.system(),
        datetime.now(UTC).date().isoformat(),
        f"{machine.cpu_model()}, {machine.cores()} cores",
        json.loads(lines[-2]) if measures else None,
        live=True,
    )


def archived(program: str) -> tuple[Seen, ...]:
    """Return the archived outcomes of a program, none if it was never archived.

    Raises `mpguide.record.RecordError` for a file that can't be read.
    """
    import json

    path = os.path.join(ARCHIVE, f"{program}.json")
    if not os.path.exists(path):
        return ()
    try:
        with open(path, encoding="utf-8") as file:
            return tuple(Seen(**entry) for entry in json.load(file))
    except (OSError, TypeError, ValueError) as error:
        raise record.RecordError(f"{path}: a damaged archive: {error}") from error


def differing(program: str, seen: Iterable[Seen]) -> list[str]:
    """Name the live runs that differ from the archived run of the same version and platform."""
    known = {_key(entry): entry for entry in archived(program)}
    return [
        f"{entry.python} {entry.start_method}: {_outcome(entry)}, archived {_outcome(other)}"
        for entry in seen
        if entry.live and (other := known.get(_key(entry))) and _outcome(other) != _outcome(entry)
    ]


def _key(seen: Seen) -> tuple[str, ...]:
    return seen.interpreter, seen.python, seen.start_method, seen.platform


def _outcome(seen: Seen) -> tuple[object, ...]:
    return tuple(getattr(seen, name) for name in COMPARED)


def renew(program: str) -> None:
    """Run a program wherever it can be run, and write the archive anew."""
    entries = [seen._asdict() for seen in survey(program)]
    for entry in entries:
        del entry["live"]
        if not entry["measured"]:
            del entry["measured"]
    record.write_json(os.path.join(ARCHIVE, f"{program}.json"), entries)


def main() -> None:
    """Renew or check the archive of the programs named, or of all archived ones."""
    arguments = sys.argv[1:]
    programs = [name for name in arguments if not name.startswith("--")] or [
        name.removesuffix(".json") for name in sorted(os.listdir(ARCHIVE))
    ]
    if "--write" in arguments:
        for program in programs:
            renew(program)
        return
    wrong = [line for program in programs for line in differing(program, survey(program))]
    if wrong:
        sys.exit("\n".join(["the archive differs from what runs here:", *wrong]))


if __name__ == "__main__":
    main()
