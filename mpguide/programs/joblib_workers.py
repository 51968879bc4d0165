"""Asks the workers of several calls who they are, has one die, and ends them."""

import os
from tempfile import TemporaryDirectory
from time import sleep

from joblib import Parallel, delayed
from joblib.externals.loky import get_reusable_executor
from psutil import pid_exists


def meet(folder):
    open(os.path.join(folder, str(os.getpid())), "x").close()
    while len(os.listdir(folder)) < 2:
        sleep(0.001)
    return os.getpid()


def workers():
    with TemporaryDirectory() as folder:
        return {*Parallel(n_jobs=2)(delayed(meet)(folder) for _ in range(2))}


if __name__ == "__main__":
    first = workers()
    print("the second call has:", "the same workers" if workers() == first else "others")
    try:
        Parallel(n_jobs=2)(delayed(os._exit)(code) for code in (1, 1))
    except Exception as error:
        print("a worker's death is:", type(error).__name__)
    last = workers()
    print("the call after it has:", "new workers" if first.isdisjoint(last) else "old ones")
    print("alive after the call:", sum(map(pid_exists, last)))
    get_reusable_executor().shutdown(wait=True)
    print("alive after the shutdown:", sum(map(pid_exists, last)))
