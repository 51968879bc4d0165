"""Leaves the workers of a pool running that was dropped, not closed.

On every start method: nothing ends it as long as tasks refer to it; then it is collected in
one of its own threads, if it is collected at all.

Call close() and join(), or terminate().
"""

import gc
import sys
from multiprocessing import active_children, get_context
from time import monotonic, sleep


def work(number):
    sleep(0.6)


def drop(context, done):
    pool = context.Pool(4)
    for number in range(4):
        pool.apply_async(work, (number,), callback=done.append)


if __name__ == "__main__":
    done = []
    deadline = monotonic() + 15
    drop(get_context(*sys.argv[1:]), done)
    gc.collect()
    print("dropped:", len(active_children()), "workers,", len(done), "done")
    while len(done) < 4 and monotonic() < deadline:
        sleep(0.05)
    print("finished:", len(done), "of 4")
    while active_children() and monotonic() < deadline:
        sleep(0.05)
    print("in the end:", len(active_children()), "workers")
