"""Forks while another thread has a lock: the child waits for its copy for ever."""

import threading
from multiprocessing import get_context

lock = threading.Lock()


def work():
    with lock:
        print("the child works", flush=True)


if __name__ == "__main__":
    with lock:
        child = get_context("fork").Process(target=work)
        child.start()
    child.join()
