"""For each line, forks a child that does what it says; prints the memory that is then its own.

That is the private dirty memory in bytes: pages that the child has written to, and that
were copied for it.  The line "freeze" is for the parent.  Linux only.
"""

import gc
import sys
from array import array
from multiprocessing import get_context

TIMEOUT = 60


def work(sender, task):
    if task == "collect":
        gc.collect()
    elif task == "loop":
        for _ in objects:
            pass
    elif task == "add up":
        sum(numbers)
    sender.send(private_dirty())


def private_dirty():
    with open("/proc/self/smaps_rollup") as lines:
        sizes = dict(line.split()[:2] for line in lines)
    return int(sizes["Private_Dirty:"]) * 1024


def child_has(task):
    context = get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=work, args=(sender, task))
    child.start()
    memory = receiver.recv() if receiver.poll(TIMEOUT) else None
    child.join(TIMEOUT)
    return memory


if __name__ == "__main__":
    count = int(sys.argv[1])
    objects = [[] for _ in range(count)]
    numbers = array("d", bytes(count * sys.getsizeof([])))
    print("ready", flush=True)
    for line in sys.stdin:
        if line == "quit\n":
            break
        if line == "freeze\n":
            gc.freeze()
        print(child_has(line.strip()), flush=True)
