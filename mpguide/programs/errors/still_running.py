"""Closes a process that still runs."""

from multiprocessing import Process
from time import sleep

if __name__ == "__main__":
    child = Process(target=sleep, args=(0.5,))
    child.start()
    child.close()
