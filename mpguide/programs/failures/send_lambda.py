"""Hands a child a lambda, or a function of a function: it can't be pickled.

Not under fork.  Elsewhere start() pickles what the child gets, and a function by its name only:
the child has to find it in a module.

Write it at the top level of a module.
"""

import sys
from multiprocessing import get_context

if __name__ == "__main__":
    child = get_context(sys.argv[1]).Process(target=lambda: print("the child works", flush=True))
    child.start()
    child.join()
    print("the child's exit code:", child.exitcode)
