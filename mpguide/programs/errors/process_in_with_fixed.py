"""Starts and joins a process."""

from multiprocessing import Process

if __name__ == "__main__":
    child = Process(target=print, args=("the child works",))
    child.start()
    child.join()
