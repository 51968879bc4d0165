"""What writers of the chapter `ipc` do who share one end of a pipe."""

import os
import time
from struct import pack

TYPE_CHECKING = False
if TYPE_CHECKING:  # spares each child the import of typing
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from typing import Protocol

    class Recorder(Protocol):
        """What a worker asks of the timeline that it is handed."""

        def span(self, text: str) -> AbstractContextManager[object]:
            """Note a stretch."""

    class Gate(Protocol):
        """What a worker asks of a barrier."""

        def wait(self, timeout: float | None = None) -> int:
            """Wait for the others."""

    class Count(Protocol):
        """What a worker asks of a semaphore."""

        def release(self) -> None:
            """Count one more."""

    class End(Protocol):
        """What a worker asks of its end of a pipe."""

        def fileno(self) -> int:
            """Return its file descriptor."""

        def send_bytes(self, buf: bytes) -> None:
            """Send a message."""

        def close(self) -> None:
            """Let go of it."""

    class Outlet(Protocol):
        """What a worker asks of a queue."""

        def put(self, obj: bytes) -> None:
            """Put an item."""


def write_in_turns(timeline: "Recorder", end: "End", gate: "Gate", number: int, size: int) -> None:
    """Write one message in two parts, as send_bytes() does, slowly and in turns with another."""
    parts = {"header": pack("!i", size), "payload": bytes([number]) * size}
    for name, part in parts.items():
        for turn in (1, 2):
            gate.wait(30)
            if turn == number:
                with timeline.span(f"{name} {number}"):
                    os.write(end.fileno(), part)
                    time.sleep(0.03)


def send(
    ends: "Sequence[End]",
    lock: "AbstractContextManager[object]",
    gates: "tuple[Gate, Count]",
    message: bytes,
    many: int,
) -> None:
    """Send a message so many times through each of these ends, all writers through the same."""
    together, begun = gates
    for end in ends:
        together.wait(30)
        begun.release()
        for _ in range(many):
            with lock:
                end.send_bytes(message)
        end.close()


def put(queue: "Outlet", gate: "Gate", message: bytes, many: int, runs: int) -> None:
    """Put a message so many times into a queue in each run."""
    for _ in range(runs):
        gate.wait(30)
        for _ in range(many):
            queue.put(message)
