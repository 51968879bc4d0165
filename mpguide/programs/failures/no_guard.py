"""Starts a child without a main guard: the work is missing, or the program dies.

Not under fork.  Elsewhere the child imports this file first, and may not start another one.
Where the fork server imports it, from 3.13.8 and 3.14.1 up to 3.14, the parent dies too.

Start it below "if __name__ == '__main__':".
"""

import sys
from multiprocessing import get_context


def work():
    print("the child works", flush=True)


context = get_context(*sys.argv[1:])
child = context.Process(target=work)
child.start()
child.join()
print("the child's exit code:", child.exitcode)
