"""Puts into a queue what can be pickled."""

from multiprocessing import Queue


def answer():
    return 42


if __name__ == "__main__":
    queue = Queue()
    queue.put(answer)
    print("put() has returned", flush=True)
    print("got", queue.get(timeout=10)())
