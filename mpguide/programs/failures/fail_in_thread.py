"""Fails in a thread or in a process, and the program goes on as if nothing were.

An exception ends the one it is raised in, and join() tells nothing; a crash ends the process,
with all its threads.

Ask a future for the result, or a process for its exit code.
"""

import os
import sys
from multiprocessing import Process
from threading import Thread


def fail(how):
    if how == "raises":
        print(1 / 0)
    if how == "exits":
        sys.exit(3)
    if how == "crashes":
        os.abort()


if __name__ == "__main__":
    engine = {"thread": Thread, "process": Process}[sys.argv[1]]
    one = engine(target=fail, args=(sys.argv[2],))
    one.start()
    one.join(10)
    print("the program goes on")
