"""Gives a child a method of an object that has a lock of threads."""

import threading
from multiprocessing import Process


class Account:
    def __init__(self):
        self.lock = threading.Lock()

    def work(self):
        with self.lock:
            print("the child works", flush=True)


if __name__ == "__main__":
    child = Process(target=Account().work)
    child.start()
    child.join()
