"""Waits for ever for an item that is there: a reader of the queue was terminated.

Under every start method: a reader that waits in get() holds the lock that all readers take in
turn, and takes it along.

End a reader by a sentinel, and join it; after terminate(), go on with another queue.
"""

import sys
from multiprocessing import get_context
from time import sleep


def read(queue, ready):
    ready.set()
    while True:
        queue.get()


if __name__ == "__main__":
    context = get_context(*sys.argv[1:])
    queue = context.Queue()
    for _ in range(5):
        ready = context.Event()
        reader = context.Process(target=read, args=(queue, ready))
        reader.start()
        ready.wait()
        sleep(0.2)  # by now it waits in get(), or the next one will
        reader.terminate()
        reader.join()
        queue.put("an item")
        while queue.empty():
            sleep(0.01)
        print("an item is there", flush=True)
        print("got", queue.get(), flush=True)
