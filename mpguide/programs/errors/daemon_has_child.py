"""Starts a process within a worker of a pool."""

from multiprocessing import Pool, Process


def work(number):
    child = Process(target=print, args=("the grandchild works",))
    child.start()
    child.join()


if __name__ == "__main__":
    with Pool(1) as pool:
        pool.map(work, [1])
