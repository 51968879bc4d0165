"""Joins a process that was not started."""

from multiprocessing import Process

if __name__ == "__main__":
    child = Process(target=print, args=("the child works",))
    child.join()
