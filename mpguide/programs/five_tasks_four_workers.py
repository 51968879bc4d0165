import os
from multiprocessing import Barrier, Pool
from time import sleep


def nap(number):
    sleep(0.5)
    return os.getpid()


if __name__ == "__main__":
    ready = Barrier(4)
    with Pool(4, ready.wait) as pool:
        pids = pool.map(nap, range(5), chunksize=1)
    tasks = sorted(pids.count(pid) for pid in set(pids))
    print("tasks done by each worker:", tasks)
