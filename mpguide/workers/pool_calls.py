"""What the workers of pools are asked to do on the pages about calls and their exceptions."""

import time

TYPE_CHECKING = False
if TYPE_CHECKING:  # spares each child the import of typing
    from collections.abc import Callable, Sized
    from contextlib import AbstractContextManager
    from typing import Protocol

    class Recorder(Protocol):
        """What a worker asks of the timeline that it is handed."""

        def mark(self, text: str) -> None:
            """Note a moment."""

        def span(self, text: str) -> AbstractContextManager[object]:
            """Note a stretch."""

    class Event(Protocol):
        """What a worker asks of an event."""

        def set(self) -> None:
            """Let those go on who wait for it."""

        def wait(self, timeout: float | None = None) -> bool:
            """Wait until somebody sets it."""

    recorder: Recorder
    gate: Event
    last: Event


def keep(timeline: "Recorder", opened: "Event", begun: "Event") -> None:
    """Keep what every task of this worker uses: the pool's initializer."""
    global recorder, gate, last
    recorder, gate, last = timeline, opened, begun


def work(letter: str) -> str:
    """Nap; b first waits until d has begun, and d until the gate is open."""
    with recorder.span(letter):
        if letter == "d":
            last.set()
            gate.wait(30)
        if letter == "b":
            last.wait(30)
        time.sleep(0.05)
    return letter


def count(*arguments: object) -> int:
    """Return how many arguments the call has."""
    return len(arguments)


def hold(block: "Sized") -> int:
    """Return a block's size once the gate is open."""
    gate.wait(30)
    return len(block)


def refuse(letter: str) -> str:
    """Return any letter but d."""
    if letter == "d":
        raise ValueError("no d today")
    return letter


def attend(letter: str) -> str:
    """Nap; a first waits until the gate is open."""
    with recorder.span(letter):
        if letter == "a":
            last.set()
            gate.wait(30)
        time.sleep(0.05)
    return letter


def look_up(word: str) -> int:
    """Raise one exception from another."""
    try:
        return int(word)
    except ValueError as error:
        raise LookupError(word) from error


def answer_lambda() -> "Callable[[], int]":
    """Return what can't be pickled."""
    return lambda: 0


def raise_lambda() -> None:
    """Raise what can't be pickled."""
    raise ValueError(lambda: 0)
