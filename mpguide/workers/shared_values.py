"""What children of the chapter `shared` do with ctypes, which what they share has loaded anyway."""

from ctypes import Structure, c_double

TYPE_CHECKING = False
if TYPE_CHECKING:  # spares each child the import of typing
    from collections.abc import Iterable
    from typing import Protocol

    class Number(Protocol):
        """What a worker asks of a shared number."""

        value: int

    class Text(Protocol):
        """What a worker asks of a shared text."""

        value: bytes


class Point(Structure):
    """Two numbers with names."""

    _fields_ = (("x", c_double), ("y", c_double))


def change(number: "Number", text: "Text", points: "Iterable[Point]") -> None:
    """Write into each of them."""
    number.value += 1
    text.value = "naïve".encode()
    for point in points:
        point.x += 10


_kept: "Number"


def keep(number: "Number") -> None:
    """Keep what a worker of a pool can be given only as it starts."""
    global _kept  # a worker's own
    _kept = number


def read_kept() -> int:
    """Answer with the number that this worker was given."""
    return _kept.value
