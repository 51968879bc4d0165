"""Has a pool and joblib call functions of several kinds."""

from multiprocessing import Pool
from pickle import PicklingError
from threading import Lock

from joblib import Parallel, delayed


def square(number):
    return number**2


def power(exponent):
    return lambda number: number**exponent


def locked(lock):
    def work(number):
        with lock:
            return number**2

    return work


def by_joblib(task, numbers):
    return Parallel(n_jobs=2)(delayed(task)(number) for number in numbers)


if __name__ == "__main__":
    kinds = {
        "a function": square,
        "a lambda": lambda number: number**2,
        "a closure": power(2),
        "a closure with a lock": locked(Lock()),
    }
    with Pool(2) as pool:
        for kind, task in kinds.items():
            for name, each in {"Pool": pool.map, "joblib": by_joblib}.items():
                try:
                    print(f"{name}, {kind}: {each(task, range(5))}")
                except (AttributeError, PicklingError):
                    print(f"{name}, {kind}: can't be pickled")
