"""Waits for ever for the rest of a message whose writer was terminated.

Under every start method, on POSIX: a part of the message is in the pipe of the queue, and the lock
that all writers take in turn is gone, so nobody else can write either.

Ask the writer to end, or let it take note of SIGTERM and end by itself, and get what it writes; or
give each process a pipe of its own.
"""

import signal
import sys
from multiprocessing import get_context
from time import sleep


def write(queue, pipe, how):
    asked = []
    if how == "handler":
        signal.signal(signal.SIGTERM, lambda *signal_and_frame: asked.append(signal_and_frame))
    queue.put(bytes(1_000_000))  # more than a pipe holds
    while not asked and not pipe.poll(0.1):
        pass


if __name__ == "__main__":
    method, how, then = sys.argv[1:]
    context = get_context(method)
    queue = context.Queue()
    pipe, end = context.Pipe()
    child = context.Process(target=write, args=(queue, end, how))
    child.start()
    while queue.empty():
        sleep(0.01)  # until it writes
    if how == "asked":
        pipe.send("please end")
    else:
        child.terminate()
    if how == "terminated":
        child.join()
    if then == "get" or how != "terminated":
        print("got", len(queue.get(timeout=0.3)), "bytes", flush=True)
    if then == "put":
        other = context.Process(target=queue.put, args=("an item",))
        other.start()
        other.join()
        print("got", queue.get(timeout=0.3))
    child.join()
