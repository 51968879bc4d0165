"""What children of the chapter `shared` do where they wait for one another."""

import time

TYPE_CHECKING = False
if TYPE_CHECKING:  # spares each child the import of typing
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from typing import Protocol

    class Recorder(Protocol):
        """What a worker asks of the timeline that it is handed."""

        def mark(self, text: str) -> None:
            """Note a moment."""

        def span(self, text: str) -> AbstractContextManager[object]:
            """Note a stretch."""

    class Door(Protocol):
        """What a worker asks of a lock, or of a semaphore."""

        def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
            """Go in."""

        def release(self) -> None:
            """Come out."""

    class Gate(Protocol):
        """What a worker asks of a barrier, or of an event."""

        def wait(self, timeout: float | None = None) -> object:
            """Wait for the others, or for one of them."""

    class Word(Protocol):
        """What a worker asks of an event that it sets."""

        def set(self) -> None:
            """Let all go on who wait for it."""

    class Condition(AbstractContextManager[object], Protocol):
        """What a worker asks of a condition."""

        def wait_for(self, predicate: Callable[[], bool], timeout: float | None = None) -> bool:
            """Let go of the lock until this is true."""

        def notify_all(self) -> None:
            """Have all look again who wait."""

    class Number(Protocol):
        """What a worker asks of a shared number."""

        value: int


def visit(
    timeline: "Recorder",
    ready: "Gate",
    door: "Door",
    company: "Gate",
) -> None:
    """Come with the others, go in by the door, meet so many as wanted, and leave."""
    ready.wait(30)
    with timeline.span("waits"):
        door.acquire(timeout=30)
    with timeline.span("inside"):
        company.wait(30)
        time.sleep(0.05)
    door.release()


def listen(timeline: "Recorder", ready: "Gate", word: "Gate") -> None:
    """Say that it is ready, and wait for the word."""
    ready.wait(30)
    with timeline.span("waits"):
        word.wait(30)
    timeline.mark("goes on")


def give(timeline: "Recorder", ready: "Gate", word: "Word") -> None:
    """Give the word, a while after all are ready."""
    ready.wait(30)
    time.sleep(0.1)
    timeline.mark("set")
    word.set()


def turn(
    timeline: "Recorder",
    condition: "Condition",
    now: "Number",
    number: int,
) -> None:
    """Wait until it is this one's turn, and pass it on."""
    with condition:
        with timeline.span("waits"):
            condition.wait_for(lambda: now.value == number, 30)
        with timeline.span(f"turn {number}"):
            time.sleep(0.05)
        now.value += 1
        condition.notify_all()


def meet(timeline: "Recorder", gate: "Gate", seconds: float) -> None:
    """Come after a while, and wait for the others."""
    time.sleep(seconds)
    with timeline.span("waits"):
        gate.wait(30)


def free(timeline: "Recorder", lock: "Door") -> None:
    """Release a lock that somebody else holds."""
    try:
        lock.release()
    except (AssertionError, RuntimeError) as error:
        timeline.mark(type(error).__name__)
    else:
        timeline.mark("released")
