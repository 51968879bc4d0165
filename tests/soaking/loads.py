"""The loads under which a soak runs: what else the machine does meanwhile.

What makes a load are processes in sessions of their own, which end with the command even
when it is killed.
"""

import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from mpguide.bench.load import Busy
from mpguide.observe.leftovers import private_folder

BURDEN = Path(__file__).with_name("burden.py")

ON_DISK = "/var/tmp"  # noqa: S108 - made private below; kept over a restart, so it is on a disk
"""Where the folders are whose files shall reach a disk: /tmp may be in memory."""

PATIENCE = 300.0
"""Seconds within which a load has to be there; to take all memory may need a minute."""


class LoadError(Exception):
    """A load that can't be made, or that has ended before its time: the message says which."""


class Load(NamedTuple):
    """A load that is there: the folder in which runs have theirs, and what makes it."""

    home: str
    processes: Sequence[subprocess.Popen[bytes]] = ()

    def check(self) -> None:
        """Raise `LoadError` if what makes the load has ended."""
        for process in self.processes:
            if process.poll() is not None:
                raise LoadError(f"what makes the load has ended: {process.args}")


@contextmanager
def idle() -> Iterator[Load]:
    """Add no load."""
    with private_folder() as home:
        yield Load(home)


@contextmanager
def busy() -> Iterator[Load]:
    """Keep every core busy by a process that spins."""
    with Busy() as running, private_folder() as home:
        yield Load(home, running.spinning)


@contextmanager
def pinned() -> Iterator[Load]:
    """Leave one core to all that is run."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    try:
        with private_folder() as home:
            yield Load(home)
    finally:
        os.sched_setaffinity(0, cores)


@contextmanager
def memory(*limits: int) -> Iterator[Load]:
    """Leave little memory free.

    Another process takes it: a limit on the addresses of the runs themselves would refuse them
    what they reserve and never use, and a control group needs rights that few have.
    """
    with private_folder() as home, beside("memory", *map(str, limits)) as taking:
        yield Load(home, [taking])


@contextmanager
def disk() -> Iterator[Load]:
    """Make the disk slow on which the runs have their folders: two processes write to it."""
    with (
        TemporaryDirectory(prefix="mpg-", dir=ON_DISK, ignore_cleanup_errors=True) as home,
        beside("disk", home) as one,
        beside("disk", home) as other,
    ):
        yield Load(home, [one, other])


LOADS: dict[str, Callable[[], AbstractContextManager[Load]]] = {
    "idle": idle,
    "busy": busy,
    "pinned": pinned,
    "memory": memory,
    "disk": disk,
}
"""The loads by name."""


@contextmanager
def beside(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a burden beside what happens in the ``with`` block, from when it is ready on.

    Raises `LoadError` when it can't be made.
    """
    process = subprocess.Popen(
        [sys.executable, "-S", BURDEN, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is not for it
    )
    try:
        await_ready(process, arguments[0])
        yield process
    finally:
        process.kill()
        process.communicate(timeout=PATIENCE)


def await_ready(process: subprocess.Popen[bytes], name: str) -> None:
    """Wait until a burden says that it is there."""
    until = time.monotonic() + PATIENCE
    assert process.stdout is not None
    while time.monotonic() < until:
        if select.select([process.stdout], [], [], 1)[0]:
            if process.stdout.readline():
                return
            raise LoadError(f"{name}: what makes this load can't be run here")
    raise LoadError(f"{name}: the load was not there within {PATIENCE:g} s")
