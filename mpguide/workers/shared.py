"""What the children of the chapter `shared` do."""

import time
from contextlib import suppress
from threading import BrokenBarrierError

TYPE_CHECKING = False
if TYPE_CHECKING:  # spares each child the import of typing
    from contextlib import AbstractContextManager
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

    class Number(Protocol):
        """What a worker asks of a number that it shares."""

        value: int

    class Row(Protocol):
        """What a worker asks of what has a first item."""

        def __setitem__(self, index: int, number: int) -> None:
            """Put a number in its place."""

    class Space(Protocol):
        """What a worker asks of a manager's namespace."""

        items: list[int]

    Lock = AbstractContextManager[object]


def add_slowly(
    timeline: "Recorder",
    counter: "Number",
    lock: "Lock",
    pause: "Gate",
    patience: float,
) -> None:
    """Read; give the other one time to come in between; write."""
    with lock:
        found = counter.value
        with timeline.span(f"has read {found}"), suppress(BrokenBarrierError):
            pause.wait(patience)
        counter.value = found + 100
        timeline.mark(f"has written {found + 100}")


def add_up(
    counter: "Number",
    lock: "Lock",
    gate: "Gate",
    plan: tuple[int, int, float],
) -> None:
    """Add 1 many times, run after run; all begin and end a run together."""
    runs, increments, nap = plan
    for _ in range(runs):
        gate.wait(30)
        for _ in range(increments):
            with lock:
                counter.value += 1
            if nap:
                time.sleep(nap)
        gate.wait(30)


def count(increments: int) -> int:
    """Add 1 many times to a number of one's own, and return it."""
    number = 0
    for _ in range(increments):
        number += 1
    return number


def set_first(*shared: "Row") -> None:
    """Set the first item of each to 1."""
    for each in shared:
        each[0] = 1


def append(space: "Space", item: int) -> None:
    """Append to what the namespace hands out."""
    space.items.append(item)


def append_and_assign(
    space: "Space",
    item: int,
    lock: "Lock",
    pause: "Gate",
    patience: float,
) -> None:
    """Once all are here, append to what the namespace hands out, pause, and put it back."""
    pause.wait(30)
    with lock:
        items = space.items
        items.append(item)
        with suppress(BrokenBarrierError):
            pause.wait(patience)
        space.items = items
