"""Run a program under a deadline: how it ended, what it said, where it hung, what outlived it.

Whatever happens, nothing of the program survives the call: no process, no
temporary file, no shared memory.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from mpguide._outcome import FAILED, FINISHED, HUNG, Frame, ObserveError, Outcome, Stack, Survivor

if TYPE_CHECKING:
    from mpguide._processes import Family
    from mpguide._running import Running

INTERVAL = 0.05
"""Seconds between two looks at the program's processes."""

GRACE = 0.5
"""Seconds of rest after which what is left when the main process has ended is a survivor."""

PATIENCE = 3.0
"""Seconds after which it is one even if it is busy."""


def program(name: str) -> str:
    """Return the path of one of the guide's own programs.

    Raises `ObserveError` when there is none of that name.
    """
    folder = os.path.join(os.path.dirname(__file__), "programs")
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
    deadline: float = 20.0,
    quiet: float | None = 0.7,
    env: Mapping[str, str | None] | None = None,
    module: bool = False,
    cwd: str | os.PathLike[str] | None = None,
) -> Outcome:
    """Run a program, as ``python program args`` would, and return its outcome.

    It hangs when for ``quiet`` seconds nothing of it runs or writes, or at the
    deadline (seconds); for a program that may rest for long, ``quiet`` is None.
    ``python`` is a path, or a version such as ``3.13``; ``env`` changes the
    environment (None removes a variable); ``module`` runs it by ``-m``.
    Raises `ObserveError` when the program or its Python is not there, can't be
    run, or knows no such start method.
    """
    from mpguide import _launch, _leftovers

    if deadline <= 0 or (quiet is not None and quiet <= 0):
        raise ObserveError(f"deadline {deadline}, quiet {quiet}: must be more than 0 seconds")
    interpreter = _launch.interpreter(os.fspath(python))
    command = _launch.command(os.fspath(program), args, interpreter, start_method, module)
    per_thread = sys.platform == "linux" and not interpreter.shows_all_threads
    token = os.urandom(8).hex()
    with _leftovers.private_folder() as folder:
        environ = _launch.environment(env, folder, token, per_thread)
        with _started(command, environ, os.fspath(cwd) if cwd else None, token) as started:
            return _observe(*started, _Terms(deadline, quiet, per_thread, interpreter.version))


@contextmanager
def _started(
    command: list[str], environ: dict[str, str], cwd: str | None, token: str
) -> Iterator[tuple["Running", "Family"]]:
    """Start the program, and let nothing of it be left."""
    from mpguide import _leftovers, _processes, _running

    memory = _leftovers.SharedMemory()
    family = _processes.Family(token)
    running = None

    def end() -> None:
        memory.look(member.pid for member in family.find())
        family.end(running.wait if running else time.sleep)
        memory.sweep()
        if running:
            running.close()

    try:
        running = _running.start(command, environ, cwd)
        family.begin(running.pid)
        yield running, family
    finally:
        _surely(end)


def _surely(act: Callable[[], None]) -> None:
    """Act to the end, also when Ctrl-C is pressed meanwhile; only then let it through."""
    try:
        act()
    except KeyboardInterrupt:
        _surely(act)
        raise


class _Terms(NamedTuple):
    deadline: float
    quiet: float | None
    per_thread: bool
    python: str


def _observe(running: "Running", family: "Family", terms: _Terms) -> Outcome:
    from mpguide._stacks import collect

    begun = time.monotonic()
    hung = _wait(running, family, terms)
    seconds = time.monotonic() - begun
    stacks = collect(family, running, terms.per_thread) if hung else ()
    survivors = () if hung else _outlived(running, family)
    code = None if hung else running.exit_code
    return Outcome(
        HUNG if hung else FINISHED if code == 0 else FAILED,
        code,
        running.output.text(),
        stacks,
        survivors,
        hung or _told(code),
        seconds,
        terms.python,
        family.seen(),
    )


def _wait(running: "Running", family: "Family", terms: _Terms) -> str:
    """Wait until the program ends, or return what tells that it hangs."""
    begun = time.monotonic()
    rest = _Rest(running, family)
    while not running.ended:
        left = terms.deadline - (time.monotonic() - begun)
        if left <= 0:
            return f"deadline of {terms.deadline:g} s"
        rested = rest.seconds()
        if terms.quiet is not None and rested >= terms.quiet:
            return f"quiet for {terms.quiet:g} s"
        running.wait(min(left, INTERVAL))
    return ""


def _outlived(running: "Running", family: "Family") -> tuple[Survivor, ...]:
    """Return what is left when fork server and resource tracker had their time to end."""
    begun = time.monotonic()
    rest = _Rest(running, family)
    while members := family.find():
        if rest.seconds() >= GRACE or time.monotonic() - begun >= PATIENCE:
            break
        running.wait(INTERVAL / 10)
    running.drain()
    return tuple(Survivor(member.pid, family.role(member)) for member in members)


class _Rest:
    """For how long nothing of a program has run or written."""

    def __init__(self, running: "Running", family: "Family") -> None:
        self._running = running
        self._family = family
        self._seen: object = None
        self._since = 0.0

    def seconds(self) -> float:
        """Look, and return for how long what is seen has been the same."""
        seen = self._family.activity(), self._running.output.size
        now = time.monotonic()
        if seen != self._seen:
            self._seen, self._since = seen, now
        return now - self._since


def _told(code: int | None) -> str:
    import signal

    if code is None:
        return "exit code unknown: the caller ignores SIGCHLD"
    if code >= 0 or os.name == "nt":
        return f"exit code {code}"
    try:
        return f"ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"ended by signal {-code}"


__all__ = [
    "FAILED",
    "FINISHED",
    "HUNG",
    "Frame",
    "ObserveError",
    "Outcome",
    "Stack",
    "Survivor",
    "program",
    "run",
]
