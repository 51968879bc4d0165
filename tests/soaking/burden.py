"""What weighs on the machine beside a soak's runs: ``burden.py memory`` or ``burden.py disk``.

It says ``ready`` when it does, and ends when its standard input does, as that does
with whoever started it, however they end.
"""

import contextlib
import mmap
import os
import sys
import tempfile
import threading
import time
from pathlib import Path

MEGABYTE = 1 << 20

PIECE = 64 * MEGABYTE
"""The memory that is taken or given back at once."""

SPARE, FLOOR = 1000 * MEGABYTE, 600 * MEGABYTE
"""The memory that is left to others at first, and that below which some is given back."""

LIMITS = (
    ("memory.max", "memory.current"),
    ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes"),
)
"""The files of a container's limit on memory, and of what it uses: of today and of old."""


def available() -> int:
    """Return the bytes of memory that can be had without harm to others."""
    text = Path("/proc/meminfo").read_text(encoding="ascii")
    found = [1024 * int(text.partition("MemAvailable:")[2].split()[0])]
    groups = Path("/sys/fs/cgroup")
    for limit, used in LIMITS:
        with contextlib.suppress(OSError, ValueError):  # there is none, or its limit is "max"
            found.append(int((groups / limit).read_text()) - int((groups / used).read_text()))
    return min(found)


class Balloon:
    """Memory that is taken, as long as others have what they need."""

    def __init__(self, spare: int = SPARE, floor: int = FLOOR) -> None:
        self.spare, self.floor = spare, floor
        self.taken: list[mmap.mmap] = []

    def adjust(self, left: int) -> bool:
        """Take one piece or give one back, by what is left; return whether it stays as it is."""
        if left < self.floor and self.taken:
            self.taken.pop().close()
        elif left > self.spare + PIECE:
            kind = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | mmap.MAP_POPULATE
            self.taken.append(mmap.mmap(-1, PIECE, flags=kind))
        else:
            return True
        return False


def memory(*limits: int) -> None:
    """Leave little memory free, for as long as this process lives.

    Should the kernel ever have to kill somebody for memory, it shall be this process.
    """
    Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    balloon, told = Balloon(*limits), False
    while True:
        if balloon.adjust(available()):
            told = told or ready()
            time.sleep(0.02)


def disk(folder: str) -> None:
    """Keep the disk busy: write, and wait each time until it is on the disk.

    The file has no name, so that nothing is left of it.
    """
    block, told = os.urandom(MEGABYTE), False
    with tempfile.TemporaryFile(dir=folder) as file:
        while True:
            for place in range(0, PIECE, MEGABYTE):
                os.pwrite(file.fileno(), block, place)
                os.fsync(file.fileno())
                told = told or ready()


def ready() -> bool:
    """Say that the burden is there."""
    print("ready", flush=True)
    return True


def end() -> None:
    """End this process when its standard input ends."""
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=end, daemon=True).start()
    kind, *arguments = sys.argv[1:]
    if kind == "memory":
        memory(*map(int, arguments))
    else:
        disk(*arguments)
