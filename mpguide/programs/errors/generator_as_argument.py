"""Gives a child a generator."""

from multiprocessing import Process


def add_up(numbers):
    print("the child's sum:", sum(numbers), flush=True)


if __name__ == "__main__":
    child = Process(target=add_up, args=((2 * n for n in range(5)),))
    child.start()
    child.join()
