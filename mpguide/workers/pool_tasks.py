"""The tasks of the pages on what a pool costs."""

import os
import time
from math import factorial

TYPE_CHECKING = False
if TYPE_CHECKING:  # spares each child the import of typing
    from collections.abc import Sequence
    from typing import Protocol

    class Counter(Protocol):
        """What a worker asks of the semaphore that it is handed."""

        def release(self) -> None:
            """Count one more."""


class Counted:
    """Computes factorials, and counts how often it is sent to a worker."""

    def __init__(self) -> None:
        """Begin with none sent."""
        self.sent = 0

    def __call__(self, number: int) -> int:
        """Do the task."""
        return factorial(number)

    def __getstate__(self) -> dict[str, int]:
        """Be pickled: once for each message to a worker."""
        self.sent += 1
        return {}


def begin(ready: "Counter") -> None:
    """Say that a worker is up: its initializer."""
    ready.release()


def nap(seconds: float) -> None:
    """Take no time of any core."""
    time.sleep(seconds)


def nap_with(table: "Sequence[int]", seconds: float) -> None:
    """Do the same with a table at hand, which has to be sent along."""
    time.sleep(seconds)


def add_up(turns: int, row: "Sequence[int]") -> int:
    """Add up a row, so many times."""
    for _ in range(turns):
        total = sum(row)
    return total


def clocked(turns: int, row: "Sequence[int]") -> tuple[int, float]:
    """Add up a row; answer with the worker's pid, and the seconds that it took."""
    begun = time.perf_counter()
    add_up(turns, row)
    return os.getpid(), time.perf_counter() - begun
