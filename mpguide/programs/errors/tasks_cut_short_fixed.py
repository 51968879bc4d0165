"""Waits for a pool's tasks, then leaves its with block."""

from multiprocessing import Pool
from time import sleep


def work(number):
    sleep(0.5)


if __name__ == "__main__":
    with Pool(2) as pool:
        tasks = [pool.apply_async(work, (number,)) for number in range(2)]
        for number, task in enumerate(tasks):
            task.get()
            print("task", number, "is done")
    print("the end")
