"""Puts what can't be pickled into a queue, which drops it."""

from multiprocessing import Queue

if __name__ == "__main__":
    queue = Queue()
    queue.put(lambda: 42)
    print("put() has returned", flush=True)
    queue.get(timeout=1)
