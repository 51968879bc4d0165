"""A process takes a lock of multiprocessing that it has.

cause: terminated_holder
"""

from multiprocessing import Lock

lock = Lock()
with lock, lock:  # waits
    pass
