"""Sends a list as it is later, not as it was when it was put.

Under every start method: a thread of a Queue pickles an item after put() has returned; a
SimpleQueue pickles it before.

Put a copy, or leave alone what you have put.
"""

from multiprocessing import Queue, SimpleQueue
from threading import Event

changed = Event()


class Slow:
    def __reduce__(self):
        changed.wait()
        return str, ("slow",)


if __name__ == "__main__":
    queue, simple, numbers = Queue(), SimpleQueue(), [1]
    queue.put(Slow())  # what comes after it waits for it
    for each in (queue, simple):
        each.put(numbers)
    numbers.append(2)
    changed.set()
    queue.get()
    print("Queue:", queue.get())
    print("SimpleQueue:", simple.get())
