"""Gives a lock of one start method to a child of another."""

from multiprocessing import get_context


def work(lock):
    with lock:
        print("the child works", flush=True)


if __name__ == "__main__":
    lock = get_context("fork").Lock()
    child = get_context("spawn").Process(target=work, args=(lock,))
    child.start()
    child.join()
