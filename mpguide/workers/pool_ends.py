"""What the workers of the chapter `pool` do that have to be stopped."""

TYPE_CHECKING = False
if TYPE_CHECKING:  # spares each child the import of typing
    from collections.abc import Mapping
    from contextlib import AbstractContextManager
    from typing import Protocol

    class Recorder(Protocol):
        """What a task asks of the timeline that it is handed."""

        def span(self, text: str) -> AbstractContextManager[object]:
            """Note a stretch."""

    class Gate(Protocol):
        """What a task asks of a semaphore."""

        def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
            """Go through, once somebody lets it."""

        def release(self) -> None:
            """Let somebody through."""

    Gates = Mapping[str, Gate]


_gates: "Gates"


def keep(gates: "Gates") -> None:
    """Keep the gates, which a worker can be given only as it starts."""
    global _gates  # a worker's own
    _gates = gates


def stay(timeline: "Recorder", name: str) -> str:
    """Say that it has begun, stay until its gate opens, and answer with its name."""
    with timeline.span(name):
        _gates["begun"].release()
        _gates[name].acquire(timeout=30)
    return name
