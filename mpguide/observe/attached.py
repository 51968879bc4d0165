"""A reader's own program: it has our stdin and stdout, and only its deadline counts.

What only a hang needs is imported beside the program, which shall not wait for it.
"""

import os
import time
from contextlib import AbstractContextManager, ExitStack

from mpguide.observe import launch
from mpguide.observe.interrupts import Interrupts
from mpguide.observe.outcome import FAILED, FINISHED, HUNG, Outcome, told
from mpguide.observe.output import Tee
from mpguide.observe.running import Running, start

INTERVAL = 0.05
"""Seconds after which a signal to us is noticed."""

CALM = 0.2
"""Seconds that its threads have to come to rest at the deadline: the report shall come soon."""


def attached(
    command: list[str], python: launch.Interpreter, deadline: float
) -> tuple[Outcome, int]:
    """Run a command to its end, its deadline (seconds) or a signal to us.

    Return its outcome and the signal, or 0.  A program that ends is left alone, and so
    are the processes that outlive it; of one that does not, nothing is left.
    """
    token = os.urandom(8).hex()
    with ExitStack() as stack:
        interrupts = stack.enter_context(Interrupts())
        folder = stack.enter_context(_folder()) if python.per_thread else ""
        environ = launch.environment(None, folder, token, python.per_thread, attached=True)
        running = start(command, environ, None, attached=True)
        begun = time.monotonic()
        from mpguide.observe.leftovers import SharedMemory
        from mpguide.observe.processes import Family

        memory = stack.enter_context(SharedMemory())
        family = Family(token, ())
        try:
            _wait(running, interrupts, begun + deadline)
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
                python.version,
            )
            if running.ended:
                return outcome, 0
            if isinstance(running.output, Tee):
                running.output.shown = False  # what its end makes it write is not its own
            from mpguide.observe.stacks import collect

            family.begin(running.pid)
            tree = family.tree()
            return outcome._replace(
                ended=HUNG,
                evidence="interrupted" if number else f"deadline of {deadline:g} s",
                stacks=collect(family, running, python.per_thread, memory.look, CALM),
                processes=family.seen(),
                tree=tree,
            ), number
        finally:
            if not running.ended:
                family.begin(running.pid)
                family.end(running.wait, memory.look)
            running.drain()
            running.close()


def _folder() -> AbstractContextManager[str]:
    from mpguide.observe.leftovers import private_folder

    return private_folder()


def _wait(running: Running, interrupts: Interrupts, until: float) -> None:
    """Wait until the program ends, we are interrupted, or it is too late."""
    while not running.ended and not interrupts.noted and (left := until - time.monotonic()) > 0:
        running.wait(min(left, INTERVAL))
        if not running.ended:
            import psutil  # noqa: F401 - beside the program, so that the report need not wait for it
