"""Joins a child before it takes from the queue what that has put."""

from multiprocessing import Process, Queue


def work(results):
    results.put(bytes(100_000))


if __name__ == "__main__":
    results = Queue()
    child = Process(target=work, args=(results,))
    child.start()
    child.join()
    print("got", len(results.get()), "bytes")
