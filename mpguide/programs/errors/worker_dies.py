"""Has a worker of an executor die in its task, as one does that the system kills."""

import os
from concurrent.futures import ProcessPoolExecutor


def work(number):
    if number == 2:
        os._exit(1)
    return number**2


if __name__ == "__main__":
    with ProcessPoolExecutor(1) as executor:
        print([*executor.map(work, [1, 2, 3])])
