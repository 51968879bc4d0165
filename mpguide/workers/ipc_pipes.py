"""What the children of the chapter `ipc` do that talk through a pipe."""

import time

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

    class Flag(Protocol):
        """What a worker asks of an event."""

        def set(self) -> None:
            """Let those go on who wait for it."""

    class End(Protocol):
        """What a worker asks of its end of a pipe."""

        def recv(self) -> str:
            """Wait for a message, and take it."""

        def send(self, message: str) -> None:
            """Send a message."""


def ask(timeline: "Recorder", end: "End", question: str) -> str:
    """Send a question, and wait for the answer."""
    with timeline.span("ask"):
        end.send(question)
        return end.recv()


def answer(timeline: "Recorder", end: "End", waiting: "Flag", nap: float) -> None:
    """Wait for a question, and answer it after a nap."""
    with timeline.span("wait"):
        waiting.set()
        question = end.recv()
    with timeline.span("work"):
        time.sleep(nap)
    timeline.mark("answer")
    end.send(question.upper())
