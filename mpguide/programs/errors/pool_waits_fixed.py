"""Has a worker of an executor die in its task: the executor says so."""

import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


def work(number):
    if number == 2:
        os._exit(1)
    return number**2


if __name__ == "__main__":
    with ProcessPoolExecutor(1) as executor:
        try:
            print([*executor.map(work, [1, 2, 3])])
        except BrokenProcessPool:
            print("a worker has died")
