"""Waits for ever in set() for a process that was terminated while it waited for the event.

Under every start method: set() wakes all who wait, and waits until they have woken up.

Set the event before you end who waits for it, or let that one take note of SIGTERM and end by
itself: an exit that SIGTERM raises may come in the middle of a wait, too.
"""

import signal
import sys
from multiprocessing import get_context
from time import sleep


def wait(event, pipe, how):
    asked = []
    if how == "handler":
        signal.signal(signal.SIGTERM, lambda *signal_and_frame: asked.append(signal_and_frame))
    pipe.send("the child comes to wait")
    while not asked and not event.wait(0.1):
        pass


if __name__ == "__main__":
    method, how = sys.argv[1:]
    context = get_context(method)
    while True:
        event = context.Event()
        pipe, end = context.Pipe()
        child = context.Process(target=wait, args=(event, end, how))
        child.start()
        print(pipe.recv(), flush=True)
        sleep(0.2)  # by now it waits, or we try again
        if how != "asked":
            child.terminate()
            child.join()
        event.set()
        print("set() has returned", flush=True)
        child.join()
        if how != "terminated":
            break
