"""Work that C code does: with the GIL let go of, or kept."""

import zlib
from functools import cache
from hashlib import sha256

TYPE_CHECKING = False
if TYPE_CHECKING:  # spares each child the import of typing
    from typing import Any

BLOCK = bytes(1_000_000)
PIECE = bytes(1_000)


def hash_block(turns: int) -> None:
    """Hash a block of a megabyte, so many times."""
    for _ in range(turns):
        sha256(BLOCK)


def hash_pieces(turns: int) -> None:
    """Hash as many bytes, a kilobyte at a time."""
    for _ in range(turns * 1000):
        sha256(PIECE)


def compress(turns: int) -> None:
    """Compress a block."""
    for _ in range(turns):
        zlib.compress(BLOCK)


def dump(turns: int) -> None:
    """Write a list as JSON."""
    import json

    for _ in range(turns):
        json.dumps(_mixed())


def sort_array(turns: int) -> None:
    """Sort an array of numpy."""
    import numpy

    for _ in range(turns):
        numpy.sort(_array())


def sort_list(turns: int) -> None:
    """Sort a list."""
    for _ in range(turns):
        sorted(_mixed())


@cache
def _mixed() -> list[float]:
    return [number * 7919 % 20011 / 2 for number in range(20_000)]


@cache
def _array() -> "Any":
    import numpy

    return numpy.array(_mixed() * 5)
