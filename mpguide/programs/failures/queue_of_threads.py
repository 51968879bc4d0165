"""Waits for ever, or fails at once: the child is passed a queue.Queue, made for threads.

Under fork the child puts its answer into a copy of the queue.  Elsewhere start() pickles what
the child gets, and the queue's lock can't be pickled.

Use multiprocessing.Queue; as an argument of a pool's task, Manager().Queue.
"""

import multiprocessing
import queue
import sys
from time import sleep


def work(answers):
    sleep(0.3)
    answers.put("an answer")
    print("the child has put it", flush=True)


if __name__ == "__main__":
    method, kind, user = [*sys.argv[1:], "queue.Queue", "Process"][:3]
    context = multiprocessing.get_context(method)
    if kind == "Manager().Queue":
        manager = context.Manager()
        answers = manager.Queue()
    else:
        module, _, name = kind.partition(".")
        answers = getattr(queue if module == "queue" else context, name)()
    if user == "Process":
        child = context.Process(target=work, args=(answers,))
        child.start()
        child.join()
    elif user == "task":
        with context.Pool(1) as pool:
            pool.apply(work, (answers,))
    else:
        with context.Pool(1, initializer=work, initargs=(answers,)) as pool:
            pool.close()
            pool.join()
    print("the parent's queue is empty:", answers.empty(), flush=True)
    print("got", answers.get())
