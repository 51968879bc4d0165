"""What an update of shared numbers costs, one number or many, and the least that it can cost.

Each experiment yields the call that makes one update.
"""

import os
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import Array, RawValue, Value, get_context
from multiprocessing.shared_memory import SharedMemory
from types import SimpleNamespace
from typing import Any

from mpguide.workers.shared_costs import add_one, echo

Update = Callable[[], None]

TIMEOUT = 30


def add_in_child(method: str) -> dict[str, int]:
    """Let a child add one to a number of each kind; return what of it reaches the parent."""
    context: Any = get_context(method)
    plain, raw, value = SimpleNamespace(value=0), context.RawValue("q"), context.Value("q")
    with _block(8) as block, context.Manager() as manager:
        numbers = manager.dict(number=0)
        child = context.Process(target=add_one, args=(plain, raw, value, block, numbers))
        child.start()
        child.join(TIMEOUT)
        return {
            "plain attribute": plain.value,
            "RawValue": raw.value,
            "Value": value.value,
            "shared memory": block.buf[0],
            "Manager dict": numbers["number"],
        }


def attribute() -> Iterator[Update]:
    """Add one to an attribute, which is not shared."""
    number = SimpleNamespace(value=0)

    def add() -> None:
        number.value += 1

    yield add


def raw_value() -> Iterator[Update]:
    """Add one to a number in shared memory that has no lock."""
    number = RawValue("q")

    def add() -> None:
        number.value += 1

    yield add


def value() -> Iterator[Update]:
    """Do the same with one that has a lock, which reading takes, and then writing."""
    number: Any = Value("q")

    def add() -> None:
        number.value += 1

    yield add


def locked_value() -> Iterator[Update]:
    """Hold the lock from reading to writing, so that no update is lost."""
    number: Any = Value("q")

    def add() -> None:
        with number.get_lock():
            number.value += 1

    yield add


def view() -> Iterator[Update]:
    """Add one to a number in a block of shared memory."""
    with _numbers(1) as numbers:

        def add() -> None:
            numbers[0] += 1

        yield add


def manager_dict(method: str) -> Iterator[Update]:
    """Add one to a number in a dict that a manager process holds."""
    with get_context(method).Manager() as manager:
        numbers = manager.dict(number=0)

        def add() -> None:
            numbers["number"] += 1

        yield add


def system_call() -> Iterator[Update]:
    """Ask the system for next to nothing."""

    def ask() -> None:
        os.getppid()

    yield ask


def round_trip(method: str) -> Iterator[Update]:
    """Send a byte to another process, and wait until it comes back."""
    context: Any = get_context(method)
    mine, its = context.Pipe()
    peer = context.Process(target=echo, args=(its,))
    peer.start()
    its.close()

    def ask() -> None:
        mine.send_bytes(b"1")
        mine.recv_bytes()

    try:
        yield ask
    finally:
        mine.send_bytes(b"")
        peer.join(TIMEOUT)
        mine.close()


def fill_array(count: int) -> Iterator[Update]:
    """Write so many numbers into an array that has a lock."""
    numbers: Any = Array("q", count)
    new = list(range(count))

    def fill() -> None:
        numbers[:] = new

    yield fill


def fill_view(count: int) -> Iterator[Update]:
    """Write them into a block of shared memory."""
    new = array("q", range(count))
    with _numbers(count) as numbers:

        def fill() -> None:
            numbers[:] = new

        yield fill


def fill_manager_list(method: str, count: int) -> Iterator[Update]:
    """Write them into a list that a manager process holds."""
    new = list(range(count))
    with get_context(method).Manager() as manager:
        numbers = manager.list(new)

        def fill() -> None:
            numbers[:] = new

        yield fill


def copy(count: int) -> Iterator[Update]:
    """Copy as many within this process, as fast as the machine can."""
    new = array("q", range(count))
    with memoryview(array("q", bytes(count * new.itemsize))) as numbers:

        def fill() -> None:
            numbers[:] = new

        yield fill


@contextmanager
def _block(size: int) -> Iterator[Any]:
    block = SharedMemory(create=True, size=size)
    try:
        yield block
    finally:
        block.close()
        block.unlink()


@contextmanager
def _numbers(count: int) -> Iterator[Any]:
    with _block(8 * count) as block, block.buf[: 8 * count] as part, part.cast("q") as numbers:
        yield numbers
