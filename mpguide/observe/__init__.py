"""Run a program under a deadline: how it ended, what it said, where it hung, what outlived it.

Whatever happens, nothing of the program survives the call: no process, no
temporary file, no shared memory.
"""

import os
import sys
from collections.abc import Mapping

from mpguide.observe.errors import ObserveError

TYPE_CHECKING = False  # the import of typing costs more than all that is used of it
if TYPE_CHECKING:
    from typing import Any

    from mpguide.observe.outcome import (
        FAILED,
        FINISHED,
        HUNG,
        Frame,
        Node,
        Outcome,
        Stack,
        Survivor,
    )


def __getattr__(name: str) -> "Any":
    """Import what an outcome is made of when it is asked for: starting a program needs none."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from mpguide.observe import outcome

    return getattr(outcome, name)


def __dir__() -> list[str]:
    """Name what can be asked for, imported or not."""
    return [*globals(), *__all__]


def program(name: str) -> str:
    """Return the path of one of the guide's own programs.

    Raises `ObserveError` when there is none of that name.
    """
    folder = os.path.join(os.path.dirname(os.path.dirname(__file__)), "programs")
    for path in (folder, os.path.join(folder, "failures")):
        file = os.path.join(path, f"{name}.py")
        if os.path.isfile(file):
            return file
    raise ObserveError(f"{name}: no program of that name in mpguide/programs or its failures")


def run(  # noqa: PLR0913 - each is a choice of its own, by name
    program: str | os.PathLike[str],
    *args: object,
    python: str = sys.executable,
    start_method: str | None = None,
    deadline: float = 60.0,
    quiet: float | None = 0.7,
    env: Mapping[str, str | None] | None = None,
    module: bool = False,
    cwd: str | os.PathLike[str] | None = None,
) -> "Outcome":
    """Run a program, as ``python program args`` would, and return its outcome.

    It hangs when for ``quiet`` seconds nothing of it runs or writes, or at the
    deadline (seconds); for a program that may rest for long, ``quiet`` is None.
    ``python`` is a path, or a version such as ``3.13``; ``env`` changes the
    environment (None removes a variable); ``module`` runs it by ``-m``.
    Raises `ObserveError` when the program or its Python is not there, can't be
    run, or knows no such start method.
    """
    from mpguide.observe import launch, watch

    if deadline <= 0 or (quiet is not None and quiet <= 0):
        raise ObserveError(f"deadline {deadline}, quiet {quiet}: must be more than 0 seconds")
    interpreter = launch.interpreter(os.fspath(python))
    command = launch.command(os.fspath(program), args, interpreter, start_method, module)
    terms = watch.Terms(deadline, quiet, interpreter, env, os.fspath(cwd) if cwd else None)
    return watch.watched(command, terms)


__all__ = [
    "FAILED",
    "FINISHED",
    "HUNG",
    "Frame",
    "Node",
    "ObserveError",
    "Outcome",
    "Stack",
    "Survivor",
    "program",
    "run",
]
