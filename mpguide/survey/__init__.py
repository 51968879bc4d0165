"""What each interpreter makes of a program: run where it is found, archived where not.

The archive, ``mpguide/archive/PROGRAM.json``, holds outcomes of real runs with
exact version, platform and date.  ``python -m mpguide.survey`` compares it with what runs
here, and renews it with ``--write``.
"""

import os
import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from mpguide import lab, machine, observe, record

ARCHIVE = os.path.join(os.path.dirname(os.path.dirname(__file__)), "archive")
"""The folder of the archived outcomes."""

COMPARED = {
    observe.FINISHED: ("ended", "exit_code", "last_line"),
    observe.FAILED: ("ended", "exit_code"),
    observe.HUNG: ("ended", "at"),
}
"""What of a live run must be as it was in the archived one, by how that ended."""

ERROR = re.compile(
    r"^(?:\w+\.)*[A-Z]\w*(?:Error|Exception|Interrupt|Pool|Exit|Full|Empty)\b.*", re.M
)
"""The line of a traceback that names the exception."""


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

    ``last_line`` is the last that it wrote, or if it failed the last that names an
    exception; ``at`` are its lines that threads waited at.  ``measured`` is what it
    has measured, if its last line but one is JSON, on what ``machine``.
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
    arguments: tuple[str, ...] = ()
    at: tuple[str, ...] = ()
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
    case: lab.Case | None = None,
) -> tuple[Seen, ...]:
    """Return what a program does on each interpreter under each start method.

    The program takes the start method as its argument, or is run as the ``case`` says,
    for one of the lab as its first case does.  Unless they are given, the interpreters
    are all, or for the programs of `ON_FREE` the free-threaded ones.

    Those found here run it, as many at a time as there are cores; the others, and
    those that lack what it needs or the time to measure, come from the archive, or are
    left out where it has none.  The order is that of ``interpreters``, then of ``start_methods``.
    """
    from concurrent.futures import ThreadPoolExecutor

    case = case or _first_case(program)
    methods = start_methods or ON_FREE.get(program) or case.methods
    names = interpreters or (FREE if program in ON_FREE else machine.INTERPRETERS)
    found = machine.find_interpreters(names)
    cells = [(name, method) for name in names for method in methods]
    with ThreadPoolExecutor(1 if program in ON_FREE else machine.cores()) as threads:
        runs = {
            (name, method): threads.submit(_run, program, name, found[name], method, case)
            for name, method in cells
            if name in found
        }
        live = {cell: run.result() for cell, run in runs.items()}
    known = {
        (seen.interpreter, seen.start_method): seen
        for seen in archived(program)
        if seen.arguments == case.given(seen.start_method)
    }
    both = known | {cell: seen for cell, seen in live.items() if _counts(seen, known.get(cell))}
    return tuple(both[cell] for cell in cells if cell in both)


def _counts(seen: Seen, known: Seen | None) -> bool:
    """Return whether a live run counts: on a busy machine the deadline can cut a measurement."""
    cut = seen.ended == observe.HUNG and seen.measured is None
    return seen.exit_code != CANNOT and not (cut and known and known.measured)


def _first_case(program: str) -> lab.Case:
    failure = lab.catalogue().get(program)
    return failure.cases[0] if failure else lab.Case((lab.METHOD,))


def _run(program: str, name: str, python: str, method: str, case: lab.Case) -> Seen:
    import json
    import platform
    from datetime import UTC, datetime

    outcome = lab.observed(program, case, method, python)
    lines = ["", "", *outcome.output.strip().splitlines()]
    failed = outcome.ended == observe.FAILED
    measures = program in ON_FREE and lines[-2].startswith("{")
    return Seen(
        name,
        outcome.python,
        method,
        outcome.ended,
        outcome.exit_code,
        (["", *ERROR.findall(outcome.output)] if failed else lines)[-1].strip(),
        platform.system(),
        datetime.now(UTC).date().isoformat(),
        f"{machine.cpu_model()}, {machine.cores()} cores" if program in ON_FREE else "",
        case.given(method),
        tuple(lab.waiting(outcome)),
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
            return tuple(Seen(**(entry | _tuples(entry))) for entry in json.load(file))
    except (OSError, AttributeError, TypeError, ValueError, RecursionError) as error:
        raise record.RecordError(f"{path}: a damaged archive: {error}") from error


def _tuples(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) for name, value in entry.items() if isinstance(value, list)}


def differing(program: str, seen: Iterable[Seen]) -> list[str]:
    """Name the live runs that differ from the archived run of the same version and platform."""
    known = {_key(entry): entry for entry in archived(program)}
    return [
        f"{program} on {entry.python}: {_outcome(entry)}, archived {_outcome(other)}"
        for entry in seen
        if entry.live and (other := known.get(_key(entry))) and _outcome(other) != _outcome(entry)
    ]


def _key(seen: Seen) -> tuple[object, ...]:
    return seen.interpreter, seen.python, seen.start_method, seen.arguments, seen.platform


def _outcome(seen: Seen) -> tuple[object, ...]:
    return (*seen.arguments, *(getattr(seen, name) for name in COMPARED[seen.ended]))


def whole(program: str) -> tuple[Seen, ...]:
    """Return what the interpreters make of all cases of a program that need no package."""
    failure = lab.catalogue().get(program)
    cases = failure.cases if failure else (_first_case(program),)
    return tuple(seen for case in cases if not case.packages for seen in survey(program, case=case))


def renew(program: str) -> None:
    """Run a program wherever it can be run, and write the archive anew: a run a line."""
    import json

    blank = Seen._field_defaults
    runs = [seen._asdict() | {"live": False} for seen in whole(program)]
    lines = [
        json.dumps({name: run[name] for name in run if run[name] != blank.get(name, run)})
        for run in runs
    ]
    text = "[\n" + ",\n".join(lines) + "\n]\n"
    record.write_text(os.path.join(ARCHIVE, f"{program}.json"), text)
