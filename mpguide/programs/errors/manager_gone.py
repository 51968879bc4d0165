"""Uses what a manager holds after the manager has ended."""

from multiprocessing import Manager

if __name__ == "__main__":
    with Manager() as manager:
        found = manager.list([1, 2, 3])
    print(found[0])
