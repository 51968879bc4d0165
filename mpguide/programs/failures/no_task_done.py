"""Waits for ever for a task that nobody calls done.

Under every start method: the worker forgets it, fails or dies before it, or never gets the task,
since it was dropped.  The queue only counts, and knows nothing of the workers.

Call task_done() in a finally, watch the workers, and send only what can be pickled.
"""

import os
import sys
from multiprocessing import get_context


def work(tasks, way):
    tasks.get()
    if way == "fails":
        raise ValueError("the task fails")
    if way == "dies":
        os._exit(3)
    if way != "forgets":
        tasks.task_done()


def work_safely(tasks, way):
    tasks.get()
    try:
        raise ValueError("the task fails")
    finally:
        tasks.task_done()


if __name__ == "__main__":
    method, way = [*sys.argv[1:], "forgets"][:2]
    context = get_context(method)
    tasks = context.JoinableQueue()
    target = work_safely if way == "finally" else work
    worker = context.Process(target=target, args=(tasks, way), daemon=True)
    worker.start()
    tasks.put((lambda: 0) if way == "drops" else "a task")
    tasks.join()
    print("join() has returned")
