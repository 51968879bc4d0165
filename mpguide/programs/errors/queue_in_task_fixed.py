"""Gives a queue to each worker of a pool as it starts."""

from multiprocessing import Pool, Queue


def begin(queue):
    global results
    results = queue


def work():
    results.put("an answer")


if __name__ == "__main__":
    results = Queue()
    with Pool(1, begin, [results]) as pool:
        pool.apply(work)
        print("got", results.get())
