"""Ctrl-C and its like, put off until they can do no harm."""

import signal
import threading
from collections.abc import Callable
from types import FrameType

TYPE_CHECKING = False  # the import of typing costs more than all that is used of it
if TYPE_CHECKING:
    from typing import Any

NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


class Interrupts:
    """Put off the signals that end a program, so that what was begun can be cleaned up.

    A signal comes through when `deliver` is called, or at the end of the ``with``
    block.  Outside of the main thread, where no signal arrives, nothing is put off.
    """

    def __init__(self) -> None:
        self._handlers: dict[int, Any] = {}
        self._noted: list[int] = []

    def __enter__(self) -> "Interrupts":
        if threading.current_thread() is threading.main_thread():
            for number in (getattr(signal, name) for name in NAMES if hasattr(signal, name)):
                if signal.getsignal(number) not in (signal.SIG_IGN, None):
                    self._handlers[number] = signal.signal(number, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        for number in self._noted:
            signal.raise_signal(number)

    @property
    def noted(self) -> int:
        """The first signal that has arrived and was not let through, or 0."""
        return self._noted[0] if self._noted else 0

    def forget(self) -> None:
        """Drop the signals that have arrived: the caller ends by itself."""
        self._noted.clear()

    def deliver(self) -> None:
        """Let the signals through that have arrived: call their handlers, or unwind."""
        for number in list(self._noted):
            handler: Callable[[int, FrameType | None], Any] | signal.Handlers
            handler = self._handlers[number]
            if not callable(handler):
                raise SystemExit  # as far as the end of the block, where the signal ends us
            self._noted.remove(number)
            handler(number, None)

    def _note(self, number: int, _: FrameType | None) -> None:
        self._noted.append(number)
