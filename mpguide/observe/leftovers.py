"""What a program may leave behind outside of its processes: temporary files, shared memory."""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Self

SHARED_MEMORY = "/dev/shm"  # noqa: S108 - not a place for our files: the one that is swept
PYTHONS = re.compile(r"psm_|pym-|mp-|sem\.mp-")
"""The names that Python itself gives to shared memory and semaphores."""


@contextmanager
def private_folder() -> Iterator[str]:
    """Make a folder for a program's temporary files, and remove it afterwards.

    Its path is short where possible: sockets in it may have about 100 characters.
    """
    import shutil
    import tempfile

    short = "/tmp"  # noqa: S108 - mkdtemp makes a private folder in it
    home = short if os.access(short, os.W_OK) else None
    folder = tempfile.mkdtemp(prefix="mpg-", dir=home)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class SharedMemory:
    """The named shared memory and semaphores that appear while a program runs."""

    def __init__(self) -> None:
        self._before = _names()
        self._held: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.sweep()

    def look(self, pids: Iterable[int]) -> None:
        """Note what these processes hold, before they end."""
        if self._fresh():
            self._held |= _held_by(pids)

    def sweep(self) -> None:
        """Remove what the program held, and what Python named that nobody holds any more."""
        fresh = self._fresh()
        leftovers = fresh & self._held
        if unknown := {name for name in fresh - leftovers if PYTHONS.match(name)}:
            leftovers |= unknown - _held_by(
                int(pid) for pid in os.listdir("/proc") if pid.isdigit()
            )
        for name in leftovers:
            with suppress(OSError):
                os.unlink(os.path.join(SHARED_MEMORY, name))

    def _fresh(self) -> set[str]:
        return _names() - self._before


def _names() -> set[str]:
    """Return the names of this user's shared memory and semaphores."""
    if not os.path.isdir(SHARED_MEMORY) or not os.path.isdir("/proc/self/fd"):
        return set()
    user = os.geteuid()
    with os.scandir(SHARED_MEMORY) as entries:
        return {entry.name for entry in entries if entry.stat(follow_symlinks=False).st_uid == user}


def _held_by(pids: Iterable[int]) -> set[str]:
    """Return the names that these processes have mapped or open."""
    held: set[str] = set()
    for pid in pids:
        with suppress(OSError):
            with open(f"/proc/{pid}/maps", encoding="utf-8", errors="replace") as lines:
                held.update(re.findall(rf" {SHARED_MEMORY}/(\S+)", lines.read()))
            with os.scandir(f"/proc/{pid}/fd") as files:
                links = [os.readlink(file.path) for file in files]
            held.update(os.path.basename(link) for link in links if link.startswith(SHARED_MEMORY))
    return held
