"""Gives a child a private method as its target: the child dies, the program goes on.

Not under fork.  Elsewhere the child looks for the method under the name in the source, which
Python has changed by the class's.  The pickle module knows since 3.15, multiprocessing does not.

Begin the method's name with one underscore.
"""

import sys
from multiprocessing import get_context


class Worker:
    def start(self, method):
        child = get_context(method).Process(target=self.__work)
        child.start()
        child.join()
        print("the child's exit code:", child.exitcode)

    def __work(self):
        print("the child works", flush=True)


if __name__ == "__main__":
    Worker().start(sys.argv[1])
