"""Takes os.getppid() for the process that started it.

Under forkserver it is the fork server, which lives on when the parent has ended.

Ask parent_process() for it: it knows under every start method.
"""

import os
import sys
from multiprocessing import get_context, parent_process


def work(parent):
    print("parent_process() is my parent:", parent_process().pid == parent)
    print("os.getppid() is my parent:", os.getppid() == parent, flush=True)


if __name__ == "__main__":
    child = get_context(sys.argv[1]).Process(target=work, args=(os.getpid(),))
    child.start()
    child.join()
