"""What the threads of the chapter `gil` do that wait, and one that fails."""

import time

TYPE_CHECKING = False
if TYPE_CHECKING:  # spares each child the import of typing
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from typing import Protocol

    class Recorder(Protocol):
        """What a worker asks of the timeline that it is handed."""

        def span(self, text: str) -> AbstractContextManager[object]:
            """Note a stretch."""

    class Gate(Protocol):
        """What a worker asks of a barrier, or of an event."""

        def wait(self, timeout: float | None = None) -> object:
            """Wait for the others, or for the word."""

    class Counter(Protocol):
        """What a worker asks of a semaphore."""

        def release(self) -> None:
            """Count one more."""


def nap_and_compute(timeline: "Recorder", barrier: "Gate", seconds: float) -> None:
    """Wait until everyone is here, sleep, and compute a little."""
    barrier.wait(30)
    with timeline.span("nap, 8 ** 20"):
        time.sleep(seconds)
        pow(8, 20)


def nap_in_c(timeline: "Recorder", barrier: "Gate", seconds: float, library: str) -> None:
    """Sleep in the C library; PyDLL holds the GIL meanwhile, CDLL lets go of it."""
    import ctypes

    windows = hasattr(ctypes, "WinDLL")
    load = getattr(ctypes, library)
    sleep = load("kernel32").Sleep if windows else load(None).usleep
    barrier.wait(30)
    with timeline.span(f"nap by {library}"):
        sleep(int(seconds * (1e3 if windows else 1e6)))


def wait_for(
    timeline: "Recorder", begun: "Counter", thing: str, wait: "Callable[[], object]"
) -> None:
    """Say that it begins, and wait for something."""
    with timeline.span(thing):
        begun.release()
        wait()


def divide(timeline: "Recorder", word: "Gate", number: int, results: list[float]) -> None:
    """Divide by a number, and a while after the word is given, hand over the result."""
    with timeline.span(f"1 / {number}"):
        share = 1 / number
        word.wait(30)
        time.sleep(0.05)
        results.append(share)
