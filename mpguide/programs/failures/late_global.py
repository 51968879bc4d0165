"""Sets a global at run time; the child finds what the file says.

Not under fork.  Elsewhere the child has what an import of the main module sets, and is no copy
of its parent as it is at the start.

Pass it as an argument, or have a pool's initializer set it.
"""

import sys
from multiprocessing import get_context

answer = "as the file says"


def work():
    print("the child's answer:", answer, flush=True)


if __name__ == "__main__":
    answer = "as set at run time"
    child = get_context(sys.argv[1]).Process(target=work)
    child.start()
    child.join()
