"""What children of the chapter `deadlock` do that take two locks."""

import time

TYPE_CHECKING = False
if TYPE_CHECKING:  # spares each child the import of typing
    from collections.abc import Mapping
    from contextlib import AbstractContextManager
    from typing import Protocol

    class Recorder(Protocol):
        """What a worker asks of the timeline that it is handed."""

        def span(self, text: str) -> AbstractContextManager[object]:
            """Note a stretch."""

    class Lock(Protocol):
        """What a worker asks of a lock."""

        def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
            """Take it."""

        def release(self) -> None:
            """Give it back."""

    class Gate(Protocol):
        """What a worker asks of a barrier."""

        def wait(self, timeout: float | None = None) -> object:
            """Wait for the other."""


def take_both(timeline: "Recorder", locks: "Mapping[str, Lock]", tried: "Gate", order: str) -> None:
    """Take two locks in this order, once all have tried for their first."""
    first, second = order[0], order[1]
    held = locks[first].acquire(block=False)
    tried.wait(30)
    if not held:
        with timeline.span(f"waits for {first}"):
            locks[first].acquire()
    with timeline.span(f"has {first}"):
        with timeline.span(f"waits for {second}"):
            locks[second].acquire()
        with timeline.span("has both"):
            time.sleep(0.1)
        locks[second].release()
    locks[first].release()


def give_back(
    timeline: "Recorder",
    locks: "Mapping[str, Lock]",
    tried: "Gate",
    order: str,
    patience: float,
) -> None:
    """Take two locks, but give the first one back when the second does not come in time."""
    first, second = order[0], order[1]
    locks[first].acquire()
    tried.wait(30)
    while True:
        with timeline.span(f"has {first}"):
            with timeline.span(f"waits for {second}"):
                has_both = locks[second].acquire(timeout=patience)
            if has_both:
                with timeline.span("has both"):
                    time.sleep(0.1)
                locks[second].release()
        locks[first].release()
        if has_both:
            return
        time.sleep(0.05)
        with timeline.span(f"waits for {first}"):
            locks[first].acquire()
