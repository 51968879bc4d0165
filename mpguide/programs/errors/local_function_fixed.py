"""Gives a child a function of the module."""

from multiprocessing import Process


def work():
    print("the child works", flush=True)


def main():
    child = Process(target=work)
    child.start()
    child.join()


if __name__ == "__main__":
    main()
