"""Sets the start method too late: RuntimeError.

A lock was made before, which has decided on one.  So does any second set_start_method().

Ask get_context() for what you need: its lock, pool and Process decide for no one else.
"""

import sys
from multiprocessing import Lock, get_context, set_start_method


def work():
    print("a child by get_context() works", flush=True)


if __name__ == "__main__":
    if "library" in sys.argv:
        lock = Lock()  # as many a library does when it is imported
    try:
        set_start_method("spawn")
        print("set_start_method() works")
    except RuntimeError as error:
        print("set_start_method():", error)
    child = get_context("spawn").Process(target=work)
    child.start()
    child.join()
