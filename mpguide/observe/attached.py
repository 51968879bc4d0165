"""A reader's own program: it has our stdin and stdout, and only its deadline counts."""

import os
import time

from mpguide.observe import launch
from mpguide.observe.interrupts import Interrupts
from mpguide.observe.leftovers import SharedMemory, private_folder
from mpguide.observe.outcome import FAILED, FINISHED, HUNG, Outcome
from mpguide.observe.output import Tee
from mpguide.observe.processes import Family, ids
from mpguide.observe.running import Running, start
from mpguide.observe.stacks import collect
from mpguide.observe.watch import INTERVAL, Terms, told

CALM = 0.2
"""Seconds that its threads have to come to rest at the deadline: the report shall come soon."""


def attached(command: list[str], terms: Terms) -> tuple[Outcome, int]:
    """Run a command to its end, its deadline or a signal to us.

    Return its outcome and the signal, or 0.  A program that ends is left alone, and so
    are the processes that outlive it; of one that does not, nothing is left.
    """
    token = os.urandom(8).hex()
    with Interrupts() as interrupts, private_folder() as folder, SharedMemory() as memory:
        environ = launch.environment(None, folder, token, terms.per_thread, attached=True)
        family = Family(token, ids())
        running = start(command, environ, terms.cwd, attached=True)
        begun = time.monotonic()
        try:
            _wait(running, interrupts, begun + terms.deadline)
            code, number = running.exit_code, interrupts.noted
            interrupts.forget()
            outcome = Outcome(
                FINISHED if code == 0 else FAILED,
                code,
                running.output.text(),
                (),
                (),
                told(code),
                time.monotonic() - begun,
                terms.python.version,
            )
            if running.ended:
                return outcome, 0
            if isinstance(running.output, Tee):
                running.output.shown = False  # what its end makes it write is not its own
            family.begin(running.pid)
            tree = family.tree()
            return outcome._replace(
                ended=HUNG,
                evidence="interrupted" if number else f"deadline of {terms.deadline:g} s",
                stacks=collect(family, running, terms.per_thread, memory.look, CALM),
                processes=family.seen(),
                tree=tree,
            ), number
        finally:
            if not running.ended:
                family.begin(running.pid)
                family.end(running.wait, memory.look)
            running.drain()
            running.close()


def _wait(running: Running, interrupts: Interrupts, until: float) -> None:
    """Wait until the program ends, we are interrupted, or it is too late."""
    while not running.ended and not interrupts.noted and (left := until - time.monotonic()) > 0:
        running.wait(min(left, INTERVAL))
        if not running.ended:
            import psutil  # noqa: F401 - beside the program, so that the report need not wait for it
