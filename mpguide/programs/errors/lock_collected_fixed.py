"""Gives a child a lock, and keeps it, too."""

from multiprocessing import Lock, Process


def work(lock):
    with lock:
        print("the child works", flush=True)


if __name__ == "__main__":
    lock = Lock()
    child = Process(target=work, args=(lock,))
    child.start()
    child.join()
