"""A task of a pool from elsewhere waits for a lock that its own worker has.

needs: pebble
"""

import threading

from pebble import ProcessPool


def work():
    """Take a lock twice."""
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()  # waits


if __name__ == "__main__":
    with ProcessPool(1) as pool:
        pool.schedule(work).result()  # waits
