"""Looks for what a child's function returns."""

from multiprocessing import Process


def work():
    return 42


if __name__ == "__main__":
    child = Process(target=work)
    child.start()
    print("result:", child.join())
