"""Gives a child a lock, and keeps none for itself."""

from multiprocessing import Lock, Process


def work(lock):
    with lock:
        print("the child works", flush=True)


if __name__ == "__main__":
    child = Process(target=work, args=(Lock(),))
    child.start()
    child.join()
