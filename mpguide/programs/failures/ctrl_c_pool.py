"""Ends at once after Ctrl-C, but with many tracebacks.

Under every start method: each worker that the signal reaches shows one (POSIX).

Let the workers ignore it: leaving the with block ends them anyway.
"""

import os
import signal
import sys
from multiprocessing import get_context
from time import sleep


def prepare(way, *gates):
    global begun
    (begun,) = gates
    if way == "ignore":
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def work(number):
    begun.release()
    sleep(30)
    print(f"task {number} ends", flush=True)


if __name__ == "__main__":
    method, whom, way = sys.argv[1:]
    begun = get_context(method).Semaphore(0)
    with get_context(method).Pool(2, prepare, (way, begun)) as pool:
        pool.map_async(work, range(8), chunksize=1)
        for _ in range(2):
            begun.acquire(timeout=15)
        os.kill(0 if whom == "everyone" else os.getpid(), signal.SIGINT)
