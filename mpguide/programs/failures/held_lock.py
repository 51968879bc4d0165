"""Waits for ever in a forked child for a lock that a thread of the parent held.

Under fork: the child has a copy of the lock, but not the thread that would release it.  It may
release the copy itself, and then finds half done what the lock protects.

Fork before you start threads, or don't fork: under forkserver and spawn it has its own lock.
"""

import sys
from multiprocessing import get_context
from threading import Event, Lock, Thread

lock, begun, go_on = Lock(), Event(), Event()
accounts = [100, 0]


def move():
    with lock:
        accounts[0] -= 40
        begun.set()
        go_on.wait()
        accounts[1] += 40


def add_up(way):
    if way == "release":
        lock.release()
    with lock:
        print("the child's sum:", sum(accounts), flush=True)


if __name__ == "__main__":
    method, way = sys.argv[1:]
    if way != "alone":
        Thread(target=move).start()
        begun.wait()
    child = get_context(method).Process(target=add_up, args=(way,))
    child.start()
    go_on.set()
    with lock:
        print("the parent's sum:", sum(accounts), flush=True)
    child.join()
    print("the child's exit code:", child.exitcode)
