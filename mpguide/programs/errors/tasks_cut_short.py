"""Leaves a pool's with block while its tasks are at work."""

from multiprocessing import Pool
from time import sleep


def work(number):
    sleep(0.5)
    print("task", number, "is done", flush=True)


if __name__ == "__main__":
    with Pool(2) as pool:
        for number in range(2):
            pool.apply_async(work, (number,))
    print("the end")
