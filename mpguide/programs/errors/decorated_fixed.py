"""Keeps a function and the process that runs it apart."""

from multiprocessing import Process


def in_process(function):
    return lambda: Process(target=function)


def work():
    print("the child works", flush=True)


begin = in_process(work)

if __name__ == "__main__":
    child = begin()
    child.start()
    child.join()
