"""Waits for ever for a pool, in what that same pool has to run.

A task in threads waits while no other thread is free; a callback waits in the thread that hands out
results.  A forked task waits for its copy of the executor; under other methods it finds none.

Wait in the main thread only: take the first result there, and hand in what follows.
"""

import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from queue import SimpleQueue


def square(number):
    if kind == "Pool":
        return pool.apply(pow, (number, 2))
    return pool.submit(pow, number, 2).result()


if __name__ == "__main__":
    method, kind, way = sys.argv[1:]
    context, found = get_context(method), SimpleQueue()
    added = context.Event()
    if kind == "Pool":
        pool = context.Pool(1, added.wait)
    elif kind == "executor":
        pool = ProcessPoolExecutor(1, context, added.wait)
    else:
        pool = ThreadPoolExecutor(1 + (kind == "threads"), "", added.wait)
    with pool:
        if way == "callback" and kind == "Pool":
            pool.apply_async(pow, (2, 2), callback=lambda four: found.put(square(four)))
        elif way == "callback":
            task = pool.submit(pow, 2, 2)
            task.add_done_callback(lambda task: found.put(square(task.result())))
        added.set()
        if way == "task":
            found.put(pool.submit(square, 4).result())
        print(square(square(2)) if way == "flat" else found.get())
