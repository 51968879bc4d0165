"""Starts a process twice."""

from multiprocessing import Process

if __name__ == "__main__":
    child = Process(target=print, args=("the child works",))
    for _ in range(2):
        child.start()
        child.join()
