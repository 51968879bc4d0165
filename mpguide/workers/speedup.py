"""What those do whose speed is compared: a share of work each, by the clock."""

import time

TYPE_CHECKING = False
if TYPE_CHECKING:  # spares each child the import of typing
    from collections.abc import Callable
    from typing import Any, Protocol

    class Line(Protocol):
        """What a worker asks of the connection that it is handed."""

        def recv(self) -> Any:
            """Wait for what is asked."""

        def send(self, answer: object) -> None:
            """Answer it."""


def clocked(work: "Callable[[], object]") -> tuple[float, float]:
    """Do a share of the work; answer with the seconds it took, and those it had a core."""
    begun, had = time.perf_counter(), time.thread_time()
    work()
    return time.perf_counter() - begun, time.thread_time() - had


def serve(line: "Line") -> None:
    """Do what comes, a share at a time, until None comes."""
    while work := line.recv():
        line.send(clocked(work))
