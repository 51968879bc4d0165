"""Hangs: joins a child whose items don't fit into the pipe of its queue.

Under every start method: the child ends only when all it has put is in the pipe, which is full.

Get what the child puts before you join it.
"""

import sys
from multiprocessing import get_context


def work(items, count, size):
    for _ in range(count):
        items.put(bytes(size))


if __name__ == "__main__":
    method, kind, first, count, size = sys.argv[1:]
    context = get_context(method)
    place = context.Manager() if kind == "Manager().Queue" else context
    items = getattr(place, kind.removeprefix("Manager()."))()
    work_on = (items, int(count), int(size))
    child = context.Process(target=work, args=work_on)
    child.start()
    if first == "join":
        child.join()
        print("joined, exit code", child.exitcode, flush=True)
    got = [len(items.get()) for _ in range(int(count))]
    child.join()
    print("got", len(got), "items,", sum(got), "bytes")
