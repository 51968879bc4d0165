"""Changes a list within a manager's dictionary."""

from multiprocessing import Manager

if __name__ == "__main__":
    with Manager() as manager:
        found = manager.dict(names=[])
        found["names"].append("one")
        print(found)
