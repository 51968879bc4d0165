"""Ends the child that does not end in time."""

from multiprocessing import Process
from time import sleep

if __name__ == "__main__":
    child = Process(target=sleep, args=[60])
    child.start()
    child.join(timeout=0.5)
    if child.is_alive():
        child.kill()
        child.join()
        print("was too late")
