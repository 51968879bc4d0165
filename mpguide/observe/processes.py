"""Every process of one program, also those that left its tree, its group or its session."""

import os
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress

from mpguide.observe.errors import ObserveError
from mpguide.observe.launch import TOKENS
from mpguide.observe.member import Member, RunnableError
from mpguide.observe.outcome import Node

MAIN, CHILD, FORK_SERVER, TRACKER = "main", "child", "fork server", "resource tracker"

TRACKER_GRACE = 3.0
"""Seconds that resource trackers have to clean up after everyone else has ended."""

STOP_DEADLINE = 1.0
"""Seconds within which processes that are being stopped rest: a stop is not at once."""

KILL_DEADLINE = 30.0
"""Seconds within which processes that are being killed must be gone."""


class Family:
    """The processes of the program whose environment carries ``token``."""

    def __init__(self, token: str, strangers: Iterable[int] | None = None) -> None:
        self.main = 0
        self._token = token
        self._strangers = set(ids() if strangers is None else strangers)
        self._members: dict[int, Member] = {}

    def begin(self, main: int) -> None:
        """Say which process is the main one, as soon as it is there."""
        import psutil

        self.main = main
        with suppress(psutil.NoSuchProcess):
            self._members[main] = Member(psutil.Process(main), False)

    def find(self) -> list[Member]:
        """Return the processes that are alive now, in the order in which they were first seen."""
        pids = set(ids())
        self._strangers &= pids
        for pid in sorted(pids - self._strangers - self._members.keys()):
            self._meet(pid)
        return [member for pid, member in self._members.items() if pid in pids and member.alive()]

    def seen(self) -> tuple[int, ...]:
        """Return every process id that there ever was, the main process's first."""
        return tuple(dict.fromkeys([self.main, *self._members]))

    def tree(self) -> tuple[Node, ...]:
        """Return the processes that are alive, each with its parent's id."""
        import psutil

        found = []
        for member in self.find():
            with suppress(psutil.Error):
                parent, command = member.process.ppid(), member.process.cmdline()
                found.append(Node(member.pid, parent, self.role(member), " ".join(command)))
        return tuple(found)

    def role(self, member: Member) -> str:
        """Return what a process is in the program."""
        import psutil

        if member.pid == self.main:
            return MAIN
        try:
            command = " ".join(member.process.cmdline())
            if "resource_tracker import main" in command:  # joblib has one of its own
                return TRACKER
            if "multiprocessing.forkserver" in command and not member.of_fork_server:
                return FORK_SERVER
            return CHILD if "python" in command.lower() else member.process.name()
        except psutil.Error:
            return CHILD

    def activity(self) -> object:
        """Return what stays equal for as long as no thread of the program runs or could run."""
        try:
            if sys.platform == "linux":
                return [
                    (thread, member.rest(thread))
                    for member in self.find()
                    for thread in member.threads()
                ]
            return [(member.pid, member.totals()) for member in self.find()]
        except RunnableError:
            return object()  # equal to nothing else

    def stop(self) -> list[Member]:
        """Stop every process but the resource trackers, and return those."""
        stopped: set[int] = set()
        while True:
            members = [member for member in self.find() if self.role(member) != TRACKER]
            # Whoever was not stopped yet may have started another one meanwhile.
            if not {member.pid for member in members} - stopped:
                return members
            for member in members:
                tell(member.process.suspend)
                stopped.add(member.pid)
            _await_stop(members)

    def end(self, pause: Callable[[float], None], look: Callable[[list[int]], None]) -> None:
        """End every process; the resource trackers last, since they clean up after the others.

        ``pause`` lets so many seconds pass; ``look`` is handed the ids of those that
        are about to be killed, and stopped.  Raises `ObserveError` for a process that
        can't be ended.
        """
        begun = time.monotonic()
        while members := self.find():
            waited = time.monotonic() - begun
            if waited > KILL_DEADLINE:
                pids = ", ".join(str(member.pid) for member in members)
                raise ObserveError(
                    f"processes {pids}: killed, and still there {waited:.0f} s later"
                )
            doomed = self.stop()
            if not doomed and waited > TRACKER_GRACE:
                doomed = members
            look([member.pid for member in doomed])
            for member in doomed:
                tell(member.process.kill)
            pause(0.002)

    def _meet(self, pid: int) -> None:
        import psutil

        try:
            process = psutil.Process(pid)
            parent = self._members.get(process.ppid())
            environ = process.environ()
            if parent or _session(pid) == self.main or self._token in environ.get(TOKENS, ""):
                served = parent is not None and self.role(parent) == FORK_SERVER
                self._members[pid] = Member(process, served)
            elif environ:  # without one it may be on its way through exec
                self._strangers.add(pid)
        except psutil.NoSuchProcess:
            pass
        except (psutil.Error, OSError):
            self._strangers.add(pid)


def ids() -> list[int]:
    """Return the ids of all processes there are; on Linux without the import of psutil."""
    if sys.platform == "linux":
        return [int(name) for name in os.listdir("/proc") if name.isdigit()]
    import psutil

    return psutil.pids()


def _session(pid: int) -> int:
    return os.getsid(pid) if hasattr(os, "getsid") else -1


def tell(act: Callable[[], None]) -> None:
    """Stop, resume or end a process, unless it has just ended."""
    import psutil

    with suppress(psutil.Error):
        act()


def _await_stop(members: list[Member]) -> None:
    until = time.monotonic() + STOP_DEADLINE
    while not all(member.stopped() for member in members) and time.monotonic() < until:
        time.sleep(0.001)
