"""Leaves a grandchild running: its parent was ended by terminate() or kill().

Under every start method: they end one process, not its children.  Under fork the grandchild
also has the pipe by which join(timeout) sees that the child has ended.

Let the child end its own: interrupt() (3.14) lets it wait for them.
"""

import os
import sys
import time
from multiprocessing import get_context
from multiprocessing.connection import wait


def nap(says, seconds):
    says.send(f"process {os.getpid()}: grandchild")
    time.sleep(seconds)
    print("grandchild: done", flush=True)


def parent(method, says, seconds):
    get_context(method).Process(target=nap, args=(says, seconds)).start()
    says.send("the child has a child")
    while True:
        time.sleep(0.05)


if __name__ == "__main__":
    method, stop = sys.argv[1:]
    context = get_context(method)
    hears, says = context.Pipe(duplex=False)
    seconds = 0.4 if stop == "interrupt" else 20
    child = context.Process(target=parent, args=(method, says, seconds))
    child.start()
    print(hears.recv(), hears.recv(), sep="\n", flush=True)
    getattr(child, stop)()
    child.join()
    print("child: exit code", child.exitcode)
    print("a join with a timeout sees its end:", wait([child.sentinel], 0.5) != [])
