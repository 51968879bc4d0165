"""What the children of the page on the cost of sharing do."""

TYPE_CHECKING = False
if TYPE_CHECKING:  # spares each child the import of typing
    from typing import Any, Protocol

    class Connection(Protocol):
        """What a worker asks of its end of a pipe."""

        def recv_bytes(self) -> bytes:
            """Wait for a message."""

        def send_bytes(self, buf: bytes) -> None:
            """Send one."""

        def close(self) -> None:
            """Let go of it."""


def add_one(plain: "Any", raw: "Any", value: "Any", block: "Any", numbers: "Any") -> None:
    """Add one to a number of each kind."""
    plain.value += 1
    raw.value += 1
    with value.get_lock():
        value.value += 1
    with block.buf.cast("q") as view:
        view[0] += 1
    block.close()
    numbers["number"] += 1


def echo(connection: "Connection") -> None:
    """Send each message back, until one is empty."""
    while message := connection.recv_bytes():
        connection.send_bytes(message)
    connection.close()
