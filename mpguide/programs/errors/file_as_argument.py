"""Gives a child an open file."""

from multiprocessing import Process


def read(file):
    print("the child reads:", file.readline(), end="", flush=True)


if __name__ == "__main__":
    with open(__file__) as file:
        child = Process(target=read, args=(file,))
        child.start()
        child.join()
