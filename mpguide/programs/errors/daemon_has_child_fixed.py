"""Starts a process within a worker of an executor."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Process


def work(number):
    child = Process(target=print, args=("the grandchild works",))
    child.start()
    child.join()


if __name__ == "__main__":
    with ProcessPoolExecutor(1) as executor:
        list(executor.map(work, [1]))
