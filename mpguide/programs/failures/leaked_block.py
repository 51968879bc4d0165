"""Makes shared memory and ends without unlinking it: the resource tracker does it, and warns.

Where there is no such tracker, as on Windows, the last close() frees the block.
With the argument "unlink" it does so itself, and nothing is said.
"""

import sys
from multiprocessing.shared_memory import SharedMemory

if __name__ == "__main__":
    block = SharedMemory(create=True, size=1000)
    print(block.name, flush=True)
    block.close()
    if "unlink" in sys.argv:
        block.unlink()
