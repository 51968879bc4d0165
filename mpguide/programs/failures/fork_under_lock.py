"""Waits for ever for a lock that it holds itself.

Under fork: each fork takes the lock first, and here is who forks while holding it.  Other start
methods do not fork this process.

Take an RLock, which lets its owner in again, in the child, too.
"""

import os
import sys
from multiprocessing import get_context
from threading import Lock, RLock

locks = {"Lock": Lock(), "RLock": RLock()}


def work(kind):
    with locks[kind]:
        print(f"the child has the {kind}", flush=True)


if __name__ == "__main__":
    method, kind = sys.argv[1:]
    lock = locks[kind]
    if hasattr(os, "register_at_fork"):
        done = {"after_in_parent": lock.release, "after_in_child": lock.release}
        os.register_at_fork(before=lock.acquire, **done)
    child = get_context(method).Process(target=work, args=(kind,))
    with lock:
        child.start()
    child.join()
    print("the child's exit code:", child.exitcode)
