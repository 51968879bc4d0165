"""Takes a context with the start method, and sets none."""

import multiprocessing
import os

if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    child = context.Process(target=os.getpid)
    child.start()
    child.join()
    print("exit code:", child.exitcode)
