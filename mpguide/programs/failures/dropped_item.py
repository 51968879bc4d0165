"""Waits for ever for an item that was dropped because it can't be pickled: under every method.

put() of a Queue or a JoinableQueue has returned by then: a thread pickles the item later, and if
it can't, prints the error and goes on.  A SimpleQueue, a pipe and a manager's queue raise it.
Send what you know to be picklable, or pickle it yourself.
"""

import multiprocessing
import pickle
import sys


def read(get):
    print("got", get(), flush=True)


if __name__ == "__main__":
    method, kind, what = [*sys.argv[1:], "Queue", "a lambda"][:3]
    context = multiprocessing.get_context(method)
    if kind == "Pipe":
        reader, writer = context.Pipe(duplex=False)
        get, put = reader.recv, writer.send
    elif kind == "Manager().Queue":
        manager = context.Manager()
        queue = manager.Queue()
        get, put = queue.get, queue.put
    else:
        queue = getattr(context, kind)()
        get, put = queue.get, queue.put
    item = len if what == "a function" else lambda: 0
    child = context.Process(target=read, args=(get,), daemon=True)
    child.start()
    put(pickle.dumps(item) if what == "a pickle" else item)
    print("put() has returned", flush=True)
    child.join()
