"""Two processes wait for ever for the lock that the other one has.

Under every start method: they take two locks in opposite orders, and each gets its first one.

Take locks in one order everywhere ("sorted"); where you can't, wait for the second with a timeout,
and give the first one back before you try again ("timeout").
"""

import sys
import time
from multiprocessing import get_context


def move(way, locks, source, target, tried):
    ends = sorted((source, target)) if way == "sorted" else (source, target)
    first, second = (locks[end] for end in ends)
    held = first.acquire(block=False)
    tried.wait(10)  # until the other one has tried for its first lock, too
    if not held:
        first.acquire()
    patience = 0.1 if source == 0 else 10
    while way == "timeout" and not second.acquire(timeout=patience):
        first.release()
        time.sleep(0.1)
        first.acquire()
    if way != "timeout":
        second.acquire()
    print(f"moved from {source} to {target}", flush=True)
    second.release()
    first.release()


if __name__ == "__main__":
    context = get_context(sys.argv[1])
    locks, tried = [context.Lock(), context.Lock()], context.Barrier(2)
    ways = [(*sys.argv[2:], locks, *ends, tried) for ends in [(0, 1), (1, 0)]]
    movers = [context.Process(target=move, args=way) for way in ways]
    for mover in movers:
        mover.start()
    for mover in movers:
        mover.join()
