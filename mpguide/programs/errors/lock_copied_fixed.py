"""Has the child begin anew, with a lock of its own."""

import threading
from multiprocessing import get_context

lock = threading.Lock()


def work():
    with lock:
        print("the child works", flush=True)


if __name__ == "__main__":
    with lock:
        child = get_context("forkserver").Process(target=work)
        child.start()
    child.join()
