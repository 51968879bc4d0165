"""Gives a child a method of an object that has a lock of processes."""

import multiprocessing
from multiprocessing import Process


class Account:
    def __init__(self):
        self.lock = multiprocessing.Lock()

    def work(self):
        with self.lock:
            print("the child works", flush=True)


if __name__ == "__main__":
    account = Account()
    child = Process(target=account.work)
    child.start()
    child.join()
