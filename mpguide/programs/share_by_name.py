"""Writes, reads or unlinks shared memory of a given name, tracked or not, and ends."""

import sys
from multiprocessing import resource_tracker
from multiprocessing.shared_memory import SharedMemory


def untracked(name, **options):
    try:
        return SharedMemory(name, **options, track=False)
    except TypeError:  # before Python 3.13
        block = SharedMemory(name, **options)
        resource_tracker.unregister(f"/{name}", "shared_memory")
        return block


if __name__ == "__main__":
    how, task, name = sys.argv[1:]
    open_block = untracked if how == "untracked" else SharedMemory
    try:
        if task == "write":
            block = open_block(name, create=True, size=5)
            block.buf[:5] = b"hello"
        else:
            block = open_block(name)
        print(bytes(block.buf[:5]).decode())
        block.close()
        if task == "unlink":
            block.unlink()
    except FileNotFoundError:
        print("no block of that name")
