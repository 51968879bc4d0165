"""What writers of the chapter `ipc` do who log at the same time."""

TYPE_CHECKING = False
if TYPE_CHECKING:  # spares each child the import of typing and of logging
    from collections.abc import Callable, Sequence
    from logging import Handler
    from typing import Protocol

    class Gate(Protocol):
        """What a worker asks of a barrier."""

        def wait(self, timeout: float | None = None) -> int:
            """Wait for the others."""


def log(handlers: "Sequence[Callable[[], Handler]]", gate: "Gate", number: int, lines: int) -> None:
    """Log so many lines through each of these handlers, all writers at once."""
    import logging

    logger = logging.getLogger("writer")
    logger.propagate = False
    logging.raiseExceptions = False  # what is lost will be counted
    for run, make in enumerate(handlers):
        handler = make()
        logger.addHandler(handler)
        gate.wait(60)
        for line in range(lines):
            logger.warning("run %02d writer %d line %03d", run, number, line)
        logger.removeHandler(handler)
        handler.close()


def log_in_turns(
    handlers: "Sequence[Callable[[], Handler]]", gate: "Gate", number: int, lines: int
) -> None:
    """Log so many lines through each of these handlers, in turns with another writer."""
    import logging

    logger = logging.getLogger("writer")
    logger.propagate = False
    for run, make in enumerate(handlers):
        handler = make()
        logger.addHandler(handler)
        for line in range(lines):
            for turn in (1, 2):
                gate.wait(60)
                if turn == number:
                    logger.warning("run %02d writer %d line %03d", run, number, line)
        gate.wait(60)
        logger.removeHandler(handler)
        handler.close()


def write_in_two(path: str, gate: "Gate", number: int) -> None:
    """Append a line in two parts, in turns with another writer."""
    with open(path, "a", encoding="utf-8") as file:
        for part in (f"writer {number} ", "is here\n"):
            for turn in (1, 2):
                gate.wait(60)
                if turn == number:
                    file.write(part)
                    file.flush()
