"""A program that runs: the pipe that it writes to, and the end of its main process."""

import errno
import os
import selectors
import signal
import sys
import time
from collections.abc import Mapping, Sequence

from mpguide.observe.errors import ObserveError
from mpguide.observe.output import Output, Tee

TYPE_CHECKING = False  # the import of typing costs more than all that is used of it
if TYPE_CHECKING:
    from typing import Any

CHUNK = 1 << 16
"""The bytes read at once: a pipe's usual capacity."""


class Running:
    """What observing needs of a program that runs; each kind of system has its own."""

    pid: int
    output: Output
    ended: bool
    exit_code: int | None

    def __init__(self, attached: bool) -> None:
        self.output = Tee() if attached else Output()
        self.ended = False
        self.exit_code = None

    def wait(self, seconds: float) -> None:
        """Take in what it writes for so long; return at once when its main process ends."""
        raise NotImplementedError

    def drain(self) -> None:
        """Take in what it has written so far."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of the pipe."""
        raise NotImplementedError


def start(
    command: Sequence[str], environ: Mapping[str, str], cwd: str | None, attached: bool = False
) -> Running:
    """Start a program with stdout and stderr on one pipe, and nothing to read.

    An ``attached`` one has our stdin and stdout; what it writes to stderr goes to
    ours as it comes.  Raises `ObserveError` when it can't be started.
    """
    if cwd is not None and not os.path.isdir(cwd):
        raise ObserveError(f"{cwd}: no such folder to run the program in")
    try:
        if sys.platform == "win32":
            from mpguide.observe.by_thread import ByThread

            return ByThread(command, environ, cwd, attached)
        return BySelector(command, environ, cwd, attached)
    except OSError as error:
        raise ObserveError(f"{command[0]}: can't be run: {error.strerror}") from error


class BySelector(Running):
    """A program on POSIX."""

    def __init__(
        self,
        command: Sequence[str],
        environ: Mapping[str, str],
        cwd: str | None,
        attached: bool = False,
    ) -> None:
        super().__init__(attached)
        self._selector = selectors.DefaultSelector()
        self._pipe, writing = os.pipe()
        try:
            self.pid = _spawn(command, environ, cwd, writing, attached)
        except BaseException:
            os.close(self._pipe)
            raise
        finally:
            os.close(writing)
        os.set_blocking(self._pipe, False)
        self._selector.register(self._pipe, selectors.EVENT_READ)
        self._pidfd = _pidfd(self.pid)
        if self._pidfd is not None:
            self._selector.register(self._pidfd, selectors.EVENT_READ)

    def wait(self, seconds: float) -> None:
        """Take in what it writes for so long; return at once when its main process ends."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            # Where no descriptor tells of the end, look for it a hundred times a second.
            pause = left if self.ended or self._pidfd is not None else min(left, 0.01)
            ready = {key.fd for key, _ in self._selector.select(pause)}
            if self._pipe in ready:
                self._read()
            if self._has_ended(ready):
                return

    def drain(self) -> None:
        """Take in what it has written so far: at most what the largest pipe holds."""
        for _ in range(16):
            if not self._read():
                return

    def close(self) -> None:
        """Let go of the pipe."""
        if not self.ended:  # it was killed: reap it
            self.wait(1.0)
        self._selector.close()
        os.close(self._pipe)
        if self._pidfd is not None:
            os.close(self._pidfd)

    def _read(self) -> bool:
        try:
            chunk = os.read(self._pipe, CHUNK)
        except BlockingIOError:
            return False
        self.output.add(chunk)
        if not chunk and self._pipe in self._selector.get_map():
            self._selector.unregister(self._pipe)
        return bool(chunk)

    def _has_ended(self, ready: set[int]) -> bool:
        if self.ended or (self._pidfd is not None and self._pidfd not in ready):
            return False
        try:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.exit_code = os.waitstatus_to_exitcode(status)
        except ChildProcessError:  # the caller ignores SIGCHLD: nobody will ever know the code
            pid = self.pid
        self.ended = bool(pid)
        if self.ended and self._pidfd is not None:
            self._selector.unregister(self._pidfd)
        return self.ended


def _spawn(
    command: Sequence[str],
    environ: Mapping[str, str],
    cwd: str | None,
    writing: int,
    attached: bool,
) -> int:
    if cwd is not None:
        command = ["/bin/sh", "-c", 'cd "$0" && exec "$@"', cwd, *command]
    apart = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, writing, 1),
    ]
    actions = [*([] if attached else apart), (os.POSIX_SPAWN_DUP2, writing, 2)]
    # Default handling and an empty mask: a background shell ignores SIGINT, a thread may block
    # it.  A session of its own: when its main process ends, no stopped child gets a SIGHUP.
    limits = _limits()
    pid = os.posix_spawn(
        command[0],
        list(command),
        dict(environ),
        file_actions=actions,
        setsid=True,
        setsigmask=(),
        setsigdef=signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP},
    )
    if limits:
        _forbid_core(pid, limits)
    return pid


def _limits() -> "Any":
    """Return the module of limits: loaded before there is a program that its lack would orphan."""
    if sys.platform != "linux":
        return None
    try:
        import resource
    except ImportError as error:  # with every descriptor in use, no module can be loaded
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE)) from error
    return resource


def _forbid_core(pid: int, resource: "Any") -> None:
    try:
        hard = resource.prlimit(pid, resource.RLIMIT_CORE)[1]
        resource.prlimit(pid, resource.RLIMIT_CORE, (0, hard))
    except OSError:  # it has ended, or may not be limited
        pass


def _pidfd(pid: int) -> int | None:
    try:
        return os.pidfd_open(pid) if sys.platform == "linux" else None
    except OSError:
        return None
