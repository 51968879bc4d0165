"""What the children of the chapter `ipc` do that talk through a queue."""

import time

TYPE_CHECKING = False
if TYPE_CHECKING:  # spares each child the import of typing
    from collections.abc import Iterable
    from contextlib import AbstractContextManager
    from typing import Protocol

    class Recorder(Protocol):
        """What a worker asks of the timeline that it is handed."""

        def mark(self, text: str) -> None:
            """Note a moment."""

        def span(self, text: str) -> AbstractContextManager[object]:
            """Note a stretch."""

    class Flag(Protocol):
        """What a worker asks of an event."""

        def set(self) -> None:
            """Let those go on who wait for it."""

        def wait(self, timeout: float | None = None) -> bool:
            """Wait until it is set."""

    class Gate(Protocol):
        """What a worker asks of a semaphore."""

        def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
            """Go through, once somebody lets it."""

        def release(self) -> None:
            """Let somebody through."""

    class Queue(Protocol):
        """What a worker asks of a queue."""

        def get(self, block: bool = True, timeout: float | None = None) -> str | None:
            """Take what came first, once there is something."""

        def put(self, item: str | None) -> None:
            """Add an item."""

    class Tasks(Queue, Protocol):
        """What a worker asks of a queue that can be joined."""

        def task_done(self) -> None:
            """Say that the work on an item is done."""

        def join(self) -> None:
            """Wait until the work on all items is done."""


def write(
    timeline: "Recorder",
    queue: "Queue",
    reading: "Flag",
    items: "Iterable[tuple[str | None, float]]",
) -> None:
    """Put each of the items, and nap after it, once the reader is there."""
    reading.wait(30)
    for item, nap in items:
        timeline.mark(f"put {item}")
        queue.put(item)
        time.sleep(nap)


def read(timeline: "Recorder", queue: "Queue", reading: "Flag") -> None:
    """Get items until the sentinel comes, which is None."""
    while True:
        with timeline.span("get"):
            reading.set()
            item = queue.get(timeout=30)
        if item is None:
            break
        timeline.mark(f"got {item}")


def read_on(
    timeline: "Recorder",
    queue: "Queue",
    begun: "Gate",
    gate: "Gate",
) -> None:
    """Get items for ever, and go on from each when the gate lets it."""
    while True:
        item = queue.get(timeout=30)
        timeline.mark(f"got {item}")
        with timeline.span(f"at work on {item}"):
            begun.release()
            gate.acquire(timeout=30)


def work_off(timeline: "Recorder", tasks: "Tasks", begun: "Gate", gate: "Gate") -> None:
    """Do one task after another, each once the gate lets it."""
    while True:
        task = tasks.get(timeout=30)
        with timeline.span(f"task {task}"):
            begun.release()
            gate.acquire(timeout=30)
            time.sleep(0.05)
        tasks.task_done()


def wait_for_all(timeline: "Recorder", tasks: "Tasks") -> None:
    """Wait until all tasks are done."""
    with timeline.span("join"):
        tasks.join()
