"""Joins a process, then closes it."""

from multiprocessing import Process
from time import sleep

if __name__ == "__main__":
    child = Process(target=sleep, args=(0.5,))
    child.start()
    child.join()
    child.close()
    print("closed")
