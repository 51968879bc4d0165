"""What the threads of the chapter `gil` do that compute and print large powers."""

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
        """What a worker asks of a barrier."""

        def wait(self, timeout: float | None = None) -> int:
            """Wait for the others."""

    class Flag(Protocol):
        """What a worker asks of an event."""

        def wait(self, timeout: float | None = None) -> bool:
            """Wait for it, and say whether it is set."""


def compute(timeline: "Recorder", gate: "Gate", exponent: int) -> None:
    """Wait for the others, raise 8 to a power, and convert it to decimal digits."""
    gate.wait(30)
    with timeline.span("power"):
        number = pow(8, exponent)
    with timeline.span("digits"):
        str(number)


def tick(timeline: "Recorder", over: "Flag") -> None:
    """Tick each millisecond, as far as it comes to that, until it is over."""
    while not over.wait(0.001):
        timeline.mark("tick")
