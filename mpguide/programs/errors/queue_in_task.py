"""Gives a queue to a task of a pool."""

from multiprocessing import Pool, Queue


def work(results):
    results.put("an answer")


if __name__ == "__main__":
    results = Queue()
    with Pool(1) as pool:
        pool.apply(work, [results])
    print("got", results.get())
