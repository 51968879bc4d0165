"""Forks while a thread holds a lock, and tells what the child has of both."""

import os
import threading

lock = threading.Lock()
held, done = threading.Event(), threading.Event()


def hold():
    with lock:
        held.set()
        done.wait(15)


thread = threading.Thread(target=hold)
thread.start()
held.wait(15)
pid = os.fork()
if pid == 0:
    print("child, threads:", threading.active_count())
    print("child, lock held:", lock.locked(), flush=True)
    os._exit(0)
os.waitpid(pid, 0)
print("parent, threads:", threading.active_count())
print("parent, lock held:", lock.locked())
done.set()
thread.join()
