"""Children wait for ever for a lock, and their parent, which holds it, for them.

Under every start method: each waits for the other.  The children "later" and "signals" can tell
where they wait, and "polls" now and then comes back from the lock.

Let go of a lock before you wait for whoever needs it ("free").
"""

import faulthandler
import os
import signal
import sys
from multiprocessing import get_context


def work(lock, kind):
    if kind == "later":
        faulthandler.dump_traceback_later(0.3, repeat=True)
    if kind == "signals":
        faulthandler.register(signal.SIGUSR1)
        signal.signal(signal.SIGUSR2, lambda *_: None)
    print(f"{kind}: process {os.getpid()}", flush=True)
    while not lock.acquire(timeout=0.1 if kind == "polls" else None):
        pass
    print(f"{kind}: done", flush=True)
    lock.release()


if __name__ == "__main__":
    method, *kinds = sys.argv[1:]
    context = get_context(method)
    lock = context.Lock()
    children = [context.Process(target=work, args=(lock, kind)) for kind in kinds]
    lock.acquire()
    for child in children:
        child.start()
    if "free" in kinds:
        lock.release()
    for child in children:
        child.join()
