"""A reader's own program: it has our stdin and stdout, and only its deadline counts.

What only a hang needs is imported beside the program, which shall not wait for it.
"""

import os
import time
from contextlib import nullcontext

from mpguide.observe import launch
from mpguide.observe.interrupts import Interrupts
from mpguide.observe.leftovers import SharedMemory, private_folder
from mpguide.observe.output import Tee
from mpguide.observe.running import Running, start

TYPE_CHECKING = False  # the import of typing costs more than all that is used of it
if TYPE_CHECKING:
    from mpguide.observe.outcome import Outcome
    from mpguide.observe.processes import Family

INTERVAL = 0.05
"""Seconds after which a signal to us is noticed."""

CALM = 0.2
"""Seconds that its threads have to come to rest at the deadline: the report shall come soon."""


class Ending:
    """How the reader's program ended.

    ``hung`` is whether it did not, ``signal`` the one that reached us, or 0.  Where it
    hung, and where it was asked for, there is an ``outcome``.
    """

    def __init__(self, code: int | None, signal: int, hung: bool, told: "Outcome | None") -> None:
        self.exit_code = code
        self.signal = signal
        self.hung = hung
        self.outcome = told


def attached(
    command: list[str], python: launch.Interpreter, deadline: float, told: bool = False
) -> Ending:
    """Run a command to its end, its deadline (seconds) or a signal to us.

    ``told`` asks for the outcome of a program that ends, too.  Such a program is left
    alone, and so are the processes that outlive it; of one that hangs, nothing is left.
    """
    token = os.urandom(8).hex()
    home = private_folder() if python.per_thread else nullcontext("")
    with Interrupts() as interrupts, home as folder, SharedMemory() as memory:
        environ = launch.environment(None, folder, token, python.per_thread, attached=True)
        running = start(command, environ, None, attached=True)
        begun, family = time.monotonic(), None
        try:
            _wait(running, interrupts, begun + deadline)
            number = interrupts.noted
            interrupts.forget()
            if running.ended:
                outcome = _outcome(running, python, begun) if told else None
                return Ending(running.exit_code, 0, False, outcome)
            outcome = _outcome(running, python, begun)
            if isinstance(running.output, Tee):
                running.output.shown = False  # what its end makes it write is not its own
            from mpguide.observe.stacks import collect

            family = _family(token, running.pid)
            tree = family.tree()
            outcome = outcome._replace(
                evidence="interrupted" if number else f"deadline of {deadline:g} s",
                stacks=collect(family, running, python.per_thread, memory.look, CALM),
                processes=family.seen(),
                tree=tree,
            )
            return Ending(None, number, True, outcome)
        finally:
            if not running.ended:
                family = family or _family(token, running.pid)
                family.end(running.wait, memory.look)
            running.drain()
            running.close()


def _outcome(running: Running, python: launch.Interpreter, begun: float) -> "Outcome":
    from mpguide.observe.outcome import FAILED, FINISHED, HUNG, Outcome, told

    code = running.exit_code
    ended = HUNG if not running.ended else FINISHED if code == 0 else FAILED
    text, seconds = running.output.text(), time.monotonic() - begun
    return Outcome(ended, code, text, (), (), told(code), seconds, python.version)


def _family(token: str, main: int) -> "Family":
    from mpguide.observe.processes import Family

    family = Family(token, ())
    family.begin(main)
    return family


def _wait(running: Running, interrupts: Interrupts, until: float) -> None:
    """Wait until the program ends, we are interrupted, or it is too late."""
    while not running.ended and not interrupts.noted and (left := until - time.monotonic()) > 0:
        running.wait(min(left, INTERVAL))
        if not running.ended:
            # Beside the program, so that the report need not wait for it.
            import psutil  # noqa: F401
