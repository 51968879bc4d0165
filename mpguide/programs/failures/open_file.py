"""Hands an open file to a child, which reads a line of it, and then reads on: nothing is left.

Under fork the two share one position in the file, which a read moves for both: what the child
has read, the parent misses.  Elsewhere start() raises TypeError.

Pass the path, and open the file in the child.
"""

import sys
from multiprocessing import get_context


def read_line(file):
    print("child:", repr(file.readline()), flush=True)


if __name__ == "__main__":
    with open(__file__) as file:
        child = get_context(sys.argv[1]).Process(target=read_line, args=(file,))
        child.start()
        child.join()
        print("parent:", repr(file.read()))
