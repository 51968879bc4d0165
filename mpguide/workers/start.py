"""What the children of the chapter `start` do."""

import time

TYPE_CHECKING = False
if TYPE_CHECKING:  # spares each child the import of typing
    from collections.abc import Iterable
    from contextlib import AbstractContextManager
    from fractions import Fraction
    from typing import Protocol

    class Recorder(Protocol):
        """What a worker asks of the timeline that it is handed."""

        def span(self, text: str) -> AbstractContextManager[object]:
            """Note a stretch."""

    class Gate(Protocol):
        """What a worker asks of a barrier, of processes or of threads."""

        def wait(self, timeout: float | None = None) -> int:
            """Wait for the others."""

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
