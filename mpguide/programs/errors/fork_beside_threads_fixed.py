"""Has the fork server fork, which has no other thread."""

import os
import threading
from multiprocessing import get_context

if __name__ == "__main__":
    done = threading.Event()
    threading.Thread(target=done.wait).start()
    child = get_context("forkserver").Process(target=os.getpid)
    child.start()
    child.join()
    done.set()
    print("exit code:", child.exitcode)
