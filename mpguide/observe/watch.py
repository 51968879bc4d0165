"""Watch a program from its start to its end, and let nothing of it be left."""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

from mpguide.observe import launch
from mpguide.observe.interrupts import Interrupts
from mpguide.observe.leftovers import SharedMemory, private_folder
from mpguide.observe.outcome import FAILED, FINISHED, HUNG, Outcome, Survivor, told
from mpguide.observe.processes import Family
from mpguide.observe.running import Running, start
from mpguide.observe.stacks import collect

INTERVAL = 0.05
"""Seconds between two looks at the program's processes."""

GRACE = 0.5
"""Seconds of rest after which what is left when the main process has ended is a survivor."""

PATIENCE = 3.0
"""Seconds after which it is one even if it is busy."""


class Terms(NamedTuple):
    """How to run a program, and for how long."""

    deadline: float
    quiet: float | None
    python: launch.Interpreter
    changes: Mapping[str, str | None] | None
    cwd: str | None


def watched(command: list[str], terms: Terms) -> Outcome:
    """Run a command to its end, or until it hangs, and return its outcome."""
    token = os.urandom(8).hex()
    with Interrupts() as interrupts, private_folder() as folder, SharedMemory() as memory:
        environ = launch.environment(terms.changes, folder, token, terms.python.per_thread)
        with _started(command, environ, terms.cwd, token, memory) as (running, family):
            begun = time.monotonic()
            hung = ""
            try:
                for said in _waits(running, family, terms):
                    hung = said
                    memory.look(member.pid for member in family.find())
                    interrupts.deliver()
            finally:
                memory.look(member.pid for member in family.find())
            seconds = time.monotonic() - begun
            tree = family.tree() if hung else ()
            stacks = collect(family, running, terms.python.per_thread, memory.look) if hung else ()
            survivors = () if hung else _outlived(running, family, interrupts)
            code = None if hung else running.exit_code
            return Outcome(
                HUNG if hung else FINISHED if code == 0 else FAILED,
                code,
                running.output.text(),
                stacks,
                survivors,
                hung or told(code),
                seconds,
                terms.python.version,
                family.seen(),
                tree,
            )


@contextmanager
def _started(
    command: list[str], environ: dict[str, str], cwd: str | None, token: str, memory: SharedMemory
) -> Iterator[tuple[Running, Family]]:
    """Start the program, and let nothing of it be left."""
    family = Family(token)
    running = None
    try:
        running = start(command, environ, cwd)
        family.begin(running.pid)
        yield running, family
    finally:
        # Between the last look and its end, a process may have made one more semaphore.
        family.end(running.wait if running else time.sleep, memory.look)
        if running:
            running.close()


def _waits(running: Running, family: Family, terms: Terms) -> Iterator[str]:
    """Wait until the program ends; say after each interval what tells that it hangs."""
    begun = time.monotonic()
    rest = _Rest(running, family)
    hung = ""
    while not running.ended and not hung:
        left = terms.deadline - (time.monotonic() - begun)
        rested = rest.seconds()
        if left <= 0:
            hung = f"deadline of {terms.deadline:g} s"
        elif terms.quiet is not None and rested >= terms.quiet:
            hung = f"quiet for {terms.quiet:g} s"
        else:
            running.wait(min(left, INTERVAL))
        yield hung


def _outlived(running: Running, family: Family, interrupts: Interrupts) -> tuple[Survivor, ...]:
    """Return what is left when fork server and resource tracker had their time to end."""
    begun = time.monotonic()
    rest = _Rest(running, family)
    while members := family.find():
        interrupts.deliver()
        if rest.seconds() >= GRACE or time.monotonic() - begun >= PATIENCE:
            break
        running.wait(INTERVAL / 10)
    running.drain()
    return tuple(Survivor(member.pid, family.role(member)) for member in members)


class _Rest:
    """For how long nothing of a program has run or written."""

    def __init__(self, running: Running, family: Family) -> None:
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
