"""A lock that a manager keeps is taken twice."""

from multiprocessing import Manager

if __name__ == "__main__":
    with Manager() as manager:
        lock = manager.Lock()
        lock.acquire()
        lock.acquire()  # waits
