"""Hangs: what a pool has still to do waits for that same pool.

In threads where a task waits and no other thread is free; in processes where a callback waits,
under each start method; under fork also where a task does, in its copy of the executor, for which
it finds no name elsewhere.
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
        pool = ThreadPoolExecutor(int(kind[0]), "", added.wait)
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
