"""Puts a manager's list into a manager's dictionary."""

from multiprocessing import Manager

if __name__ == "__main__":
    with Manager() as manager:
        found = manager.dict(names=manager.list())
        found["names"].append("one")
        print(found["names"])
