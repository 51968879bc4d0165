"""Takes a copy of what a manager holds, before the manager ends."""

from multiprocessing import Manager

if __name__ == "__main__":
    with Manager() as manager:
        found = list(manager.list([1, 2, 3]))
    print(found[0])
