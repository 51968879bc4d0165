"""Waits for ever for a lock whose holder was terminated.

Under every start method: who is terminated or killed runs no with block to its end.

Ask it to end, or let it take note of SIGTERM and end by itself; acquire(timeout=...) tells.  A Lock
has no owner: who knows that its holder is gone can release it.
"""

import signal
import sys
from multiprocessing import get_context


def hold(lock, pipe, how):
    asked = []
    if how == "handler":
        signal.signal(signal.SIGTERM, lambda *signal_and_frame: asked.append(signal_and_frame))
    with lock:
        pipe.send("the child has the lock")
        while not asked and not pipe.poll(0.1):
            pass


if __name__ == "__main__":
    method, how, kind, *then = sys.argv[1:]
    context = get_context(method)
    lock = getattr(context, kind)()
    pipe, end = context.Pipe()
    child = context.Process(target=hold, args=(lock, end, how))
    child.start()
    print(pipe.recv(), flush=True)
    if how == "asked":
        pipe.send("please end")
    else:
        child.terminate()
    child.join()
    if "timeout" in then:
        print("with a timeout:", lock.acquire(timeout=0.3), flush=True)
    if "release" in then:
        lock.release()
    with lock:
        print("the parent has the lock")
