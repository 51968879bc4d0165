"""Gives a lock to each worker of a pool as it starts."""

from multiprocessing import Lock, Pool


def begin(shared):
    global lock
    lock = shared


def work():
    with lock:
        return "worked"


if __name__ == "__main__":
    lock = Lock()
    with Pool(1, begin, [lock]) as pool:
        print(pool.apply(work))
