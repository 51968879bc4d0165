"""Shared memory and semaphores that nobody uses: what is left behind of them."""

import re
import time

import psutil

from mpguide.observe import leftovers, processes


def left_of(before: set[str]) -> set[str]:
    """Return the shared memory that is new and that nobody uses, once it stays so.

    Another test's process may have just ended: what it held goes soon.  More of that may
    come meanwhile, so only what was there at first counts.
    """
    until = time.monotonic() + 10
    left = unused_memory() - before
    while left and time.monotonic() < until:
        time.sleep(0.1)
        left &= unused_memory()
    return left


def unused_memory() -> set[str]:
    """Return the names of the shared memory blocks and semaphores that nobody uses."""
    files = leftovers.files()
    held = leftovers.held_by(processes.ids() if files else ())
    return {name for name, inode in files.items() if inode not in held and not mapped(name)}


def mapped(name: str) -> bool:
    """Return whether this is the folder of a joblib that runs: it has its process in its name."""
    found = re.match(r"joblib_memmapping_folder_(\d+)_", name)
    return bool(found) and psutil.pid_exists(int(found[1]))
