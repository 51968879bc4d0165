"""Forks beside a thread, and is not told.

Since 3.12 there is a DeprecationWarning, but the default filters show it only where the main module
itself calls os.fork(): multiprocessing forks in a module of its own.

Run it as a test, or with -W default; up to 3.14, -W error hides the warning, too.
"""

import os
import sys
import unittest
from multiprocessing import get_context
from threading import Event, Thread


def work():
    print("the child works", flush=True)


def start_child(how):
    if how != "no-thread":
        Thread(target=Event().wait, daemon=True).start()
    if how == "os.fork":
        if os.fork() == 0:
            work()
            os._exit(0)
        os.wait()
    else:
        child = get_context("fork").Process(target=work)
        child.start()
        child.join()


class Test(unittest.TestCase):
    def test_child(self):
        start_child("Process")


if __name__ == "__main__":
    start_child(sys.argv[1])
