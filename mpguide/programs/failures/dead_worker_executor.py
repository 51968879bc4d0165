"""Loses all tasks of an executor one of whose workers died.

Under every start method: each raises BrokenProcessPool; since Python 3.15 its cause may name
the worker and its exit code.

Make another executor, and submit again what was lost.
"""

import os
import re
import sys
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context


def end(way):
    if way == "error":
        raise ValueError("the task fails")
    if way == "sys.exit":
        sys.exit(3)
    if way == "os._exit":
        os._exit(3)
    os.kill(os.getpid(), 9)  # as the kernel does when memory is short


if __name__ == "__main__":
    method, way = [*sys.argv[1:], "os._exit"][:2]
    with ProcessPoolExecutor(1, get_context(method)) as executor:
        worker = executor.submit(os.getpid).result()
        if way == "idle":
            os.kill(worker, 9)
        try:
            lost, other = executor.submit(end, way), executor.submit(abs, -1)
            print("another task:", other.exception() or "has a result")
            lost.result()
        except (BrokenProcessPool, SystemExit, ValueError) as error:
            cause = re.search(r"exit code -?\d+", str(error.__cause__))
            named = cause and str(worker) in str(error.__cause__)
            print("the task:", type(error).__name__)
            print("it names the worker and its", cause[0] if named else "exit code: no")
