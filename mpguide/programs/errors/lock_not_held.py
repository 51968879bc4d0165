"""Releases a lock that nobody holds."""

from multiprocessing import Lock

if __name__ == "__main__":
    lock = Lock()
    if lock.acquire(timeout=1):
        print("works")
        lock.release()
    lock.release()
