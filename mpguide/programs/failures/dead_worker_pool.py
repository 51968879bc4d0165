"""Waits for ever for a task whose worker died.

Under every start method: the pool starts another worker, but not the task again.

Use ProcessPoolExecutor, or give get() a timeout.
"""

import multiprocessing
import os
import sys
from time import sleep


def end(way):
    if way == "error":
        raise ValueError
    if way == "sys.exit":
        sys.exit(3)
    if way == "os._exit":
        os._exit(3)
    os.kill(os.getpid(), 9)  # as the kernel does when memory is short


if __name__ == "__main__":
    method, way, wait = [*sys.argv[1:], "get"][:3]
    with multiprocessing.get_context(method).Pool(1) as pool:
        worker = pool.apply(os.getpid)
        while way == "idle":
            sleep(0.1)
            os.kill(pool.apply(os.getpid), 9)
        lost = pool.apply_async(end, (way,))
        print("another worker:", pool.apply(os.getpid) != worker, flush=True)
        try:
            if wait == "timeout":
                lost.get(0.3)
            if wait == "close":
                pool.close()
                pool.join()
            lost.get()
        except (multiprocessing.TimeoutError, ValueError) as error:
            print("the task:", type(error).__name__)
