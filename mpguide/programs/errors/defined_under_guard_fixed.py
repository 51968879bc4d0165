"""Defines above the main guard what a child calls."""

from multiprocessing import Process


def work():
    print("the child works", flush=True)


if __name__ == "__main__":
    child = Process(target=work)
    child.start()
    child.join()
