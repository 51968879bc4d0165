import os
from multiprocessing import Process, parent_process
from threading import Thread
from time import sleep


def end_with_parent():
    parent_process().join()
    print("the parent is gone, and so am I", flush=True)
    os._exit(1)


def work():
    Thread(target=end_with_parent, daemon=True).start()
    sleep(60)


if __name__ == "__main__":
    Process(target=work).start()
    os._exit(0)  # without a clean-up, as if it were killed
