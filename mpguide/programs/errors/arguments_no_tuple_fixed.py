"""Gives a tuple of one argument."""

from multiprocessing import Process


def work(number):
    print("the child has", number, flush=True)


if __name__ == "__main__":
    child = Process(target=work, args=(5,))
    child.start()
    child.join()
