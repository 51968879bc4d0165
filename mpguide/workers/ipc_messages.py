"""What the peers of the page on pipes and queues do: take messages, or send them back."""

import time

TYPE_CHECKING = False
if TYPE_CHECKING:  # spares each child the import of typing
    from collections.abc import Callable
    from typing import Any

TIMEOUT = 60


class Slots:
    """A channel made of shared memory: as many slots as messages may be under way.

    A message is copied into a slot, and copied out of it; semaphores count the
    slots that are free, and those that are filled.
    """

    def __init__(self, block: "Any", size: int, free: "Any", filled: "Any") -> None:
        self.block, self.size, self.free, self.filled = block, size, free, filled
        self.at = 0

    def send(self, message: bytes) -> None:
        """Copy a message into the next free slot."""
        self.free.acquire(timeout=TIMEOUT)
        start = self._next()
        self.block.buf[start - 8 : start] = len(message).to_bytes(8, "little")
        self.block.buf[start : start + len(message)] = message
        self.filled.release()

    def receive(self) -> bytes:
        """Copy the next message out of its slot."""
        self.filled.acquire(timeout=TIMEOUT)
        start = self._next()
        long = int.from_bytes(self.block.buf[start - 8 : start], "little")
        message = bytes(self.block.buf[start : start + long])
        self.free.release()
        return message

    def _next(self) -> int:
        slot = 8 + self.size
        start, self.at = self.at + 8, (self.at + slot) % (self.block.size // slot * slot)
        return start


def get_done(queue: "Any") -> bytes:
    """Get an item, and say that it is done with."""
    item: bytes = queue.get()
    queue.task_done()
    return item


def answer(
    control: "Any", send: "Callable[[bytes], object]", receive: "Callable[[], bytes]"
) -> None:
    """Take so many messages, and tell when the last was there; or send so many back."""
    while job := control.recv():
        what, times = job
        control.send("ready")
        if what == "take":
            for _ in range(times):
                receive()
            control.send(time.perf_counter())
        else:
            for _ in range(times):
                send(receive())
