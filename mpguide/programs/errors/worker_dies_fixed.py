"""Hands in again, to a new executor, the tasks that were lost with the old one."""

import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


def work(number, first):
    if number == 2 and first:
        os._exit(1)
    return number**2


def results(first):
    with ProcessPoolExecutor(1) as executor:
        return [*executor.map(work, [1, 2, 3], [first] * 3)]


if __name__ == "__main__":
    try:
        print(results(first=True))
    except BrokenProcessPool:
        print("again:", results(first=False))
