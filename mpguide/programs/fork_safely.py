import os
import threading
from multiprocessing import Process

lock = threading.Lock()


def work():
    with lock:
        print("the child has the lock", flush=True)


if __name__ == "__main__":
    if hasattr(os, "register_at_fork"):
        done = {"after_in_parent": lock.release, "after_in_child": lock.release}
        os.register_at_fork(before=lock.acquire, **done)
    lock.acquire()
    threading.Timer(0.2, lock.release).start()
    Process(target=work).start()
