"""What the workers of the chapter `pool` do."""

import os
import time

TYPE_CHECKING = False
if TYPE_CHECKING:  # spares each child the import of typing
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from typing import Protocol

    class Recorder(Protocol):
        """What a task asks of the timeline that it is handed."""

        def mark(self, text: str) -> object:
            """Note a moment."""

        def span(self, text: str) -> AbstractContextManager[object]:
            """Note a stretch."""

    class Gate(Protocol):
        """What a task asks of a semaphore."""

        def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
            """Go through, once somebody lets it."""

        def release(self) -> None:
            """Let somebody through."""


_begun: "Gate"
_gates: "Sequence[Gate]"
_rates: "Rates"

fee = 0.0
"""What each amount costs on top, unless somebody sets it."""


def nap(timeline: "Recorder", seconds: float, name: str = "") -> int:
    """Sleep so long, and answer with the worker's pid."""
    with timeline.span(name or f"{seconds} s"):
        time.sleep(seconds)
    return os.getpid()


def keep_gates(begun: "Gate", gates: "Sequence[Gate]") -> None:
    """Keep what a worker can be given only as it starts."""
    global _begun, _gates
    _begun, _gates = begun, gates


def hold(timeline: "Recorder", number: int) -> int:
    """Say that it has begun, wait at a gate, and answer with the worker's pid."""
    with timeline.span(f"task {number}"):
        _begun.release()
        _gates[number].acquire(timeout=30)
    return os.getpid()


class Rates(dict[str, float]):
    """A table that takes a while to load; it notes when, and each time it is unpickled."""

    def __init__(self, timeline: "Recorder") -> None:
        """Load it, so to say from a file."""
        self.timeline = timeline
        with timeline.span("load"):
            time.sleep(0.05)
            super().__init__(EUR=1.0, USD=1.25)

    def __setstate__(self, state: "dict[str, Recorder]") -> None:
        """Come out of a pickle."""
        self.__dict__.update(state)
        self.timeline.mark("unpickled")


def load(timeline: "Recorder") -> None:
    """Load the table into this worker."""
    global _rates  # a worker's own
    _rates = Rates(timeline)


def convert(amount: int) -> float:
    """Convert by the worker's table."""
    return amount * _rates["USD"]


def convert_by(rates: Rates, amount: int) -> float:
    """Convert by a table that comes with the amount."""
    return amount * rates["USD"]


def set_fee(value: float) -> None:
    """Set the fee of this worker."""
    global fee  # a worker's own
    fee = value


def ask_fee() -> float:
    """Answer with the fee of this worker."""
    return fee
