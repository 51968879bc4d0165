"""A line at the bottom of the terminal: how far it is, what runs, and how long it may take."""

import os
import shutil
import sys
import threading
import time
from types import TracebackType
from typing import Self

from mpguide.cli.streams import say

WIDTH = 20
"""The characters of the bar."""

EVERY = 0.5
"""Seconds between two looks at the clock."""


class Progress:
    """A bar on stderr while the ``with`` block runs; nothing where that is no terminal.

    ``usual`` are the seconds that each step takes, as far as they are known.
    """

    def __init__(self, usual: list[float]) -> None:
        self._usual = usual
        self._done, self._name = 0, ""
        self._begun = self._step = time.monotonic()
        self._shown = 0
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        if sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
            self._thread = threading.Thread(target=self._tick, daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        if self._thread:
            self._thread.join()
            self._erase()

    def step(self, done: int, name: str) -> None:
        """Say what runs now, after so many that are done."""
        with self._lock:
            self._done, self._name, self._step = done, name, time.monotonic()
            self._draw()

    def tell(self, text: str) -> None:
        """Print a text above the bar; raises `mpguide.cli.streams.Unheard` when it can't."""
        with self._lock:
            self._erase()
            say(text)
            self._draw()

    def _tick(self) -> None:
        while not self._over.wait(EVERY):
            with self._lock:
                self._draw()

    def _draw(self) -> None:
        if self._thread and not self._over.is_set():
            now = time.monotonic()
            room = shutil.get_terminal_size().columns - 1
            text = line(self._done, self._name, now - self._begun, self._left(now), self._usual)
            self._erase()
            self._shown = len(text[:room])
            print(text[:room], end="", file=sys.stderr, flush=True)

    def _erase(self) -> None:
        if self._shown:
            print(f"\r{' ' * self._shown}\r", end="", file=sys.stderr, flush=True)
            self._shown = 0

    def _left(self, now: float) -> float:
        """Return the seconds that it may still take, if each step takes what it usually does."""
        return max(sum(self._usual[self._done :]) - (now - self._step), 0)


def line(done: int, name: str, seconds: float, left: float, usual: list[float]) -> str:
    """Return the bar as a line.

    >>> line(1, "start/orphans", 65, 200, [1, 2, 3, 4])
    '[=====>              ] 1 of 4, start/orphans, 1 min 5 s, about 3 min 20 s left'
    """
    full = WIDTH * done // max(len(usual), 1)
    bar = f"{'=' * full}>".ljust(WIDTH)[:WIDTH]
    rest = f", about {lasted(left)} left" if left else ""
    return f"[{bar}] {done} of {len(usual)}, {name}, {lasted(seconds)}{rest}"


def lasted(seconds: float) -> str:
    """Return a stretch of time in words.

    >>> lasted(7.25), lasted(45.2), lasted(125)
    ('7.2 s', '45 s', '2 min 5 s')
    """
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    return f"{whole // 60} min {whole % 60} s" if whole >= 60 else f"{whole} s"
