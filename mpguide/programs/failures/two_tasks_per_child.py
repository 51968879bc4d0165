"""Hangs: the worker that has done its two tasks gets no successor.

Up to Python 3.12.  Not under fork, which has no max_tasks_per_child.

Use multiprocessing.Pool(maxtasksperchild=...).
"""

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context


def ask_pid(number):
    return os.getpid()


if __name__ == "__main__":
    limit, context = int(sys.argv[1]), get_context("spawn")
    with ProcessPoolExecutor(1, context, max_tasks_per_child=limit) as executor:
        futures = [executor.submit(ask_pid, number) for number in range(4)]
        print("workers:", len({future.result() for future in futures}))
