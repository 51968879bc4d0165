"""A queue has room for one, and nobody takes it."""

from multiprocessing import Queue

if __name__ == "__main__":
    queue = Queue(1)
    queue.put("one")
    queue.put("two")  # waits
