"""Gives a lock to a task of a pool."""

from multiprocessing import Lock, Pool


def work(lock):
    with lock:
        return "worked"


if __name__ == "__main__":
    lock = Lock()
    with Pool(1) as pool:
        print(pool.apply(work, [lock]))
