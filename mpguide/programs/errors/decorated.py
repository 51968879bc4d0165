"""Gives a child the function that a decorator was given, not the one that has its name."""

from multiprocessing import Process


def in_process(function):
    return lambda: Process(target=function)


@in_process
def work():
    print("the child works", flush=True)


if __name__ == "__main__":
    child = work()
    child.start()
    child.join()
