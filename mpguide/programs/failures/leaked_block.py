"""Makes shared memory, and ends without unlinking it: a warning.

The resource tracker unlinks it.  Where there is none, as on Windows, the last close() frees it.

Unlink it once, as with the argument "unlink".
"""

import sys
from multiprocessing.shared_memory import SharedMemory

if __name__ == "__main__":
    block = SharedMemory(create=True, size=1000)
    print(block.name, flush=True)
    block.close()
    if "unlink" in sys.argv:
        block.unlink()
