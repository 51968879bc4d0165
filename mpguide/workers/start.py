"""What the children of the chapter `start` do."""

import atexit
import signal
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:  # spares each child the import of typing
    from collections.abc import Iterable
    from contextlib import AbstractContextManager
    from fractions import Fraction
    from typing import Protocol

    class Recorder(Protocol):
        """What a worker asks of the timeline that it is handed."""

        def mark(self, text: str) -> None:
            """Note a moment."""

        def span(self, text: str) -> AbstractContextManager[object]:
            """Note a stretch."""

    class Gate(Protocol):
        """What a worker asks of a barrier, of processes or of threads."""

        def wait(self, timeout: float | None = None) -> int:
            """Wait for the others."""

    class Flag(Protocol):
        """What a worker asks of an event."""

        def set(self) -> None:
            """Let those go on who wait for it."""

    class Outlet(Protocol):
        """What a worker asks of a queue that it answers through."""

        def put(self, answer: object) -> None:
            """Send an answer."""


def nap(timeline: "Recorder", barrier: "Gate", seconds: float) -> None:
    """Wait until everyone is here, then sleep."""
    barrier.wait(30)
    with timeline.span("nap"):
        time.sleep(seconds)


def add_up(numbers: "Iterable[Fraction]", results: "Outlet") -> None:
    """Answer with the sum."""
    results.put(sum(numbers))


def work_on(timeline: "Recorder", ready: "Flag", naps: int) -> None:
    """Nap inside a try; what runs in the end leaves a mark."""
    atexit.register(timeline.mark, "atexit")
    with timeline.span("at work"):
        try:
            ready.set()
            for _ in range(naps):
                time.sleep(0.05)
        finally:
            timeline.mark("finally")


def obey(timeline: "Recorder", ready: "Flag", naps: int) -> None:
    """Make an exit of the signal of terminate(), and work on."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))
    work_on(timeline, ready, naps)


def hold(lock: "AbstractContextManager[object]", ready: "Flag", naps: int) -> None:
    """Hold a lock while it naps."""
    with lock:
        ready.set()
        for _ in range(naps):
            time.sleep(0.05)
