"""Waits for ever in a forked child for a lock that a thread of the parent held.

Under fork as it is, "as-is".  A new lock in the child, "new", opens, but on what is half done.

Use forkserver or spawn; start the child before the thread, "first"; or let each fork wait for the
lock, "wait".
"""

import os
import sys
from multiprocessing import get_context
from threading import Event, Lock, Thread, Timer

lock, begun, go_on = Lock(), Event(), Event()
accounts = [100, 0]


def move():
    with lock:
        accounts[0] -= 40
        begun.set()
        go_on.wait()
        accounts[1] += 40


def add_up():
    with lock:
        print(f"the child's sum: {sum(accounts)}", flush=True)


if __name__ == "__main__":
    method, way = sys.argv[1:]
    child = get_context(method).Process(target=add_up)
    if way == "first":
        child.start()
    Thread(target=move).start()
    begun.wait()
    if way == "wait":
        done = {"after_in_parent": lock.release, "after_in_child": lock.release}
        os.register_at_fork(before=lock.acquire, **done)
        Timer(0.2, go_on.set).start()
    if way == "new":
        os.register_at_fork(after_in_child=lambda: globals().update(lock=Lock()))
    if way != "first":
        child.start()
    go_on.set()
    child.join()
    print("the child's exit code:", child.exitcode)
