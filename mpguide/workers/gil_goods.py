"""A producer and a consumer of the chapter `gil`: threads that have a run() of their own."""

import queue
import threading
import time

TYPE_CHECKING = False
if TYPE_CHECKING:  # spares each child the import of typing
    from contextlib import AbstractContextManager
    from typing import Protocol

    class Recorder(Protocol):
        """What a thread asks of the timeline that it is handed."""

        def mark(self, text: str) -> None:
            """Note a moment."""

        def span(self, text: str) -> AbstractContextManager[object]:
            """Note a stretch."""

    class Gate(Protocol):
        """What a thread asks of a barrier."""

        def wait(self, timeout: float | None = None) -> int:
            """Wait for the others."""


SHUT_DOWN: tuple[type[Exception], ...] = ()
if hasattr(queue, "ShutDown"):  # from 3.13 on
    SHUT_DOWN = (queue.ShutDown,)


class Producer(threading.Thread):
    """Makes goods, puts them into a queue, and in the end a None."""

    def __init__(
        self, timeline: "Recorder", goods: "queue.Queue[str | None]", durations: dict[str, float]
    ) -> None:
        super().__init__(name="producer")
        self.timeline, self.goods, self.durations = timeline, goods, durations

    def run(self) -> None:
        """Do it: start() calls this in the new thread."""
        for item, seconds in self.durations.items():
            with self.timeline.span("makes"):
                time.sleep(seconds)
            with self.timeline.span("puts"):
                self.goods.put(item, timeout=30)
        self.goods.put(None, timeout=30)


class Consumer(threading.Thread):
    """Takes goods from a queue and uses them, until there is a None, or it is shut down."""

    def __init__(
        self, timeline: "Recorder", goods: "queue.Queue[str | None]", seconds: float
    ) -> None:
        super().__init__(name="consumer")
        self.timeline, self.goods, self.seconds = timeline, goods, seconds
        self.used: list[str] = []

    def run(self) -> None:
        """Do it: start() calls this in the new thread."""
        while (item := self.next_item()) is not None:
            with self.timeline.span("uses"):
                time.sleep(self.seconds)
            self.used.append(item)

    def next_item(self) -> str | None:
        """Return what comes next, None if nothing does."""
        self.timeline.mark("asks")
        try:
            return self.goods.get(timeout=30)
        except SHUT_DOWN:
            return None


def take_one(shelf: list[str], gate: "Gate", taken: list[str]) -> None:
    """Look whether there is something in a list, meet the other, and take it."""
    if shelf:
        gate.wait(30)
        try:
            taken.append(shelf.pop())
        except IndexError:
            taken.append("nothing")


def take_all(goods: "queue.Queue[str]") -> list[str]:
    """Take what there is in a queue, and what comes, until it is shut down."""
    taken: list[str] = []
    while True:
        try:
            taken.append(goods.get(timeout=30))
        except SHUT_DOWN:
            return taken
