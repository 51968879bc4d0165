"""Adds up the numbers in the shared memory of a given name, which another program looks after."""

import sys
from multiprocessing import resource_tracker
from multiprocessing.shared_memory import SharedMemory


def attached(name):
    try:
        return SharedMemory(name, track=False)
    except TypeError:  # before Python 3.13
        block = SharedMemory(name)
        resource_tracker.unregister(f"/{name}", "shared_memory")
        return block


if __name__ == "__main__":
    block = attached(sys.argv[1])
    with block.buf.cast("d") as numbers:
        print(sum(numbers))
    block.close()
