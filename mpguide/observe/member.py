"""One process of a program: whether it lives, and what its threads do."""

import os
import re
import sys
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import psutil


class RunnableError(Exception):
    """A thread that runs, or that would if a core were free."""


class Member(NamedTuple):
    """A process of the program."""

    process: "psutil.Process"
    of_fork_server: bool

    @property
    def pid(self) -> int:
        """Its process id."""
        return self.process.pid

    def alive(self) -> bool:
        """Return whether it still runs; a zombie doesn't."""
        import psutil

        try:
            return self.process.is_running() and self.process.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return False

    def threads(self) -> list[int]:
        """Return the kernel's ids of its threads, the main thread's first."""
        try:
            return sorted(map(int, os.listdir(f"/proc/{self.pid}/task")))
        except OSError:
            return []

    def stopped(self) -> bool:
        """Return whether no thread of it goes on, since it was stopped or has ended."""
        if sys.platform == "linux":
            return all(self._state(thread)[0] in b"TtXZ" for thread in self.threads())
        import psutil

        try:
            return self.process.status() in (psutil.STATUS_STOPPED, psutil.STATUS_ZOMBIE)
        except psutil.Error:
            return True

    def rest(self, thread: int) -> tuple[bytes, ...]:
        """Return a resting thread's state and context switches: it can't run without one more.

        Raises `RunnableError` for a thread that runs, is ready to, or has ended (Linux).
        """
        state, *switches = self._state(thread)
        if state in b"RDX":
            raise RunnableError
        return state, *switches

    def _state(self, thread: int) -> list[bytes]:
        """Return a thread's state, X when it has just ended, and its context switches (Linux)."""
        try:
            with open(f"/proc/{self.pid}/task/{thread}/status", "rb") as file:
                return re.findall(rb"(?:State|switches):\s+(\w+)", file.read())
        except OSError:
            return [b"X"]

    def resting(self) -> list[tuple[int, tuple[bytes, ...]]]:
        """Return each thread's rest, or nothing if one can run (Linux)."""
        try:
            return [(thread, self.rest(thread)) for thread in self.threads()]
        except RunnableError:
            return []

    def totals(self) -> object:
        """Return what its threads have used of the processor together.

        Raises `RunnableError` when it has just ended.
        """
        import psutil

        try:
            cpu = self.process.cpu_times()
            return cpu.user, cpu.system, self.process.num_ctx_switches()
        except psutil.Error:
            raise RunnableError from None
