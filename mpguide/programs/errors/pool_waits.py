"""Has a worker of a pool die in its task: the pool waits for the result for ever."""

import os
from multiprocessing import Pool


def work(number):
    if number == 2:
        os._exit(1)
    return number**2


if __name__ == "__main__":
    with Pool(1) as pool:
        print(pool.map(work, [1, 2, 3]))
