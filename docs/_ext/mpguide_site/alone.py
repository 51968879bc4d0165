"""One build of a site at a time: two would remove and overwrite each other's files."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import psutil

DRIVER = "MPGUIDE_DRIVER"
"""Names the driver of a build, and its site, to all that descends from it."""

PATIENCE = 10.0
"""Seconds that what is left of a killed build has to be gone."""


class Busy(Exception):
    """A site that can't be built now: the message says why."""


@contextlib.contextmanager
def alone(docs: Path) -> Iterator[None]:
    """Hold a site for one build, and end what is left of one that was killed.

    Raises `Busy` while another build holds it.
    """
    try:
        import fcntl
    except ImportError:  # Windows has no such locks
        yield
        return
    folder = os.open(docs, os.O_RDONLY)  # its lock goes with this process: none can be stale
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Busy(f"another build of {docs} is running; wait for its end") from None
    except OSError:  # a file system without locks
        pass
    try:
        _end(orphans(docs))
        yield
    finally:
        os.close(folder)


def name(docs: Path) -> str:
    """Return how this process is named to what it starts: a pid may be another's later."""
    own = psutil.Process()
    return f"{own.pid} {own.create_time():.2f} {docs}"


def orphans(docs: Path) -> list[psutil.Process]:
    """Return the processes of builds of this site whose driver is gone."""
    found = []
    for one in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            pid, begun, *site = one.environ().get(DRIVER, "- - -").split(" ", 2)
            if site == [str(docs)] and not _lives(int(pid), float(begun)):
                found.append(one)
    return found


def _lives(pid: int, begun: float) -> bool:
    try:
        return abs(psutil.Process(pid).create_time() - begun) < 1
    except psutil.NoSuchProcess:
        return False


def _end(processes: list[psutil.Process]) -> None:
    for one in processes:
        with contextlib.suppress(psutil.Error):
            one.kill()
    psutil.wait_procs(processes, PATIENCE)
