"""Has a with block acquire and release a lock."""

from multiprocessing import Lock

if __name__ == "__main__":
    lock = Lock()
    with lock:
        print("works")
