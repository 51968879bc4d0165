"""Starts a pool without a main guard, and never ends.

Not under fork.  Elsewhere each worker dies of the import of this file, and is replaced.
Where the fork server dies of it, from 3.13.8 and 3.14.1 up to 3.14, the parent dies too.

Start it below "if __name__ == '__main__':".
"""

import sys
from multiprocessing import get_context


def square(number):
    return number * number


context = get_context(*sys.argv[1:])
with context.Pool(1) as pool:
    print(pool.map(square, [1, 2, 3]))
