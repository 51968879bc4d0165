"""What a program may leave behind outside of its processes: temporary files, shared memory."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress

from mpguide.observe.errors import ObserveError

SHARED_MEMORY = "/dev/shm"  # noqa: S108 - not a place for our files: the one that is swept
SHORT = "/tmp"  # noqa: S108 - mkdtemp makes a private folder in it
LONG = 40
"""The characters from which on the usual folder of temporary files gives way to the short one."""

UNMADE = r"sem\.[A-Za-z0-9]{6}"
"""The name that glibc gives a semaphore while it makes it."""

MADE = r"sem\.mp-[a-z0-9_]{8}"
"""The name that multiprocessing gives one, if only for a moment."""


@contextmanager
def private_folder() -> Iterator[str]:
    """Make a folder for a program's temporary files, and remove it afterwards.

    Its path is short: a socket's, in a folder of a folder in it, may have 100 characters.
    Raises `ObserveError` when it can't be made.
    """
    import shutil
    import tempfile

    try:
        home = tempfile.gettempdir()
        if len(home) > LONG and os.access(SHORT, os.W_OK):
            home = SHORT
        folder = tempfile.mkdtemp(prefix="mpg-", dir=home)
    except OSError as error:
        raise ObserveError(
            f"can't make a folder for temporary files: {error}; "
            "set TMPDIR to a folder that can be written to"
        ) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class SharedMemory:
    """The named shared memory and semaphores that appear while a program runs.

    What no process of it was seen to hold stays, since it may be another program's; a semaphore
    that nobody has goes, too: its maker was killed before it could remove the name.
    """

    def __init__(self) -> None:
        self._before = files()
        self._held: set[int] = set()

    def __enter__(self) -> "SharedMemory":
        return self

    def __exit__(self, *_: object) -> None:
        self.sweep()

    def look(self, pids: Iterable[int]) -> None:
        """Note what these processes hold, before they end."""
        if self._fresh():
            self._held |= held_by(pids)

    def sweep(self) -> set[str]:
        """Remove what the program was seen to hold, and semaphores that nobody has.

        Returns the names of what is removed.
        """
        fresh, removed = self._fresh(), set()
        useless = self._held | _nobodys(fresh)
        for name, file in fresh.items():
            if file in useless:
                with suppress(OSError):
                    os.unlink(os.path.join(SHARED_MEMORY, name))
                    removed.add(name)
        return removed

    def _fresh(self) -> dict[str, int]:
        return {name: file for name, file in files().items() if self._before.get(name) != file}


def files() -> dict[str, int]:
    """Return the names of this user's shared memory and semaphores, with their inodes."""
    if not os.path.isdir(SHARED_MEMORY) or not os.path.isdir("/proc/self/fd"):
        return {}
    found = {}
    with os.scandir(SHARED_MEMORY) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):
                if entry.stat(follow_symlinks=False).st_uid == os.geteuid():
                    found[entry.name] = entry.inode()
    return found


def _nobodys(fresh: Mapping[str, int]) -> set[int]:
    """Return the semaphores that no process has, and that no resource tracker may remove."""
    import re

    unmade, made = (
        {file for name, file in fresh.items() if re.fullmatch(kind, name)}
        for kind in (UNMADE, MADE)
    )
    if not unmade | made:
        return set()
    from mpguide.observe.processes import ids

    pids = ids()
    return (unmade if any(map(_tracks, pids)) else unmade | made) - held_by(pids)


def _tracks(pid: int) -> bool:
    """Return whether a process is a resource tracker, of whatever program."""
    with suppress(OSError), open(f"/proc/{pid}/cmdline", "rb") as file:
        return b"resource_tracker" in file.read()
    return False


def held_by(pids: Iterable[int]) -> set[int]:
    """Return the inodes that these processes have mapped or open.

    A semaphore's creator has it under another name: glibc makes it first and names it then.
    """
    import re

    held: set[int] = set()
    for pid in pids:
        with suppress(OSError):
            with open(f"/proc/{pid}/maps", encoding="utf-8", errors="replace") as lines:
                held.update(map(int, re.findall(rf"(\d+) +{SHARED_MEMORY}/", lines.read())))
            for file in os.listdir(f"/proc/{pid}/fd"):
                held |= _inode(f"/proc/{pid}/fd/{file}")
    return held


def _inode(link: str) -> set[int]:
    with suppress(OSError):
        if os.readlink(link).startswith(SHARED_MEMORY):
            return {os.stat(link).st_ino}
    return set()
