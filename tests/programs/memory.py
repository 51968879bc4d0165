"""Leave shared memory: held by a hung program, or forgotten by one that ends."""

import sys
import time
from multiprocessing import resource_tracker, shared_memory

how, name = sys.argv[1:]
block = shared_memory.SharedMemory(None if name == "-" else name, create=True, size=100)
print(block.name, flush=True)
if how == "untracked":
    resource_tracker.unregister(block._name, "shared_memory")
    time.sleep(0.4)  # long enough to be seen with it
    sys.exit()
if how == "hang-untracked":
    resource_tracker.unregister(block._name, "shared_memory")
time.sleep(60)
