"""What the children of the page on shared memory do."""

TYPE_CHECKING = False
if TYPE_CHECKING:  # spares each child the import of typing
    from typing import Any, Protocol

    class Connection(Protocol):
        """What a worker asks of its end of a pipe."""

        def recv(self) -> Any:
            """Wait for a message."""

        def send(self, obj: object) -> None:
            """Send one."""


def add_up_sent(parent: "Connection") -> None:
    """Answer with the sum of an array that is sent, and keep it until told to end."""
    import numpy  # noqa: F401 - before the memory is measured

    parent.send("ready")
    numbers = parent.recv()
    parent.send(float(numbers.sum()))
    parent.recv()


def add_up_shared(parent: "Connection") -> None:
    """Answer with the sum of an array in a block, and keep it until told to end."""
    import numpy

    parent.send("ready")
    block = parent.recv()
    numbers = numpy.frombuffer(block.buf)
    parent.send(float(numbers.sum()))
    parent.recv()
    del numbers
    block.close()
