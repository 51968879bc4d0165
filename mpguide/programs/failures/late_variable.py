"""Sets an environment variable after the first start; the next child finds the old value.

Under forkserver: each child is a copy of the fork server, which keeps the environment that it
began with.

Set it before the first start, or pass what it says.
"""

import os
import sys
from multiprocessing import get_context


def work(number):
    print(f"child {number}: LEVEL is", os.environ["LEVEL"], flush=True)


if __name__ == "__main__":
    context = get_context(sys.argv[1])
    for number, level in enumerate(["low", "high"], 1):
        os.environ["LEVEL"] = level
        child = context.Process(target=work, args=(number,))
        child.start()
        child.join()
