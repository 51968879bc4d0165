"""Gives a child the path of a file."""

from multiprocessing import Process


def read(path):
    with open(path) as file:
        print("the child reads:", file.readline(), end="", flush=True)


if __name__ == "__main__":
    child = Process(target=read, args=(__file__,))
    child.start()
    child.join()
