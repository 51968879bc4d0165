"""Waits for ever for an item that was dropped, since it can't be pickled.

Under every start method: put() of a Queue or a JoinableQueue returns, and a thread pickles the
item later.  If it can't, it prints the error.  A SimpleQueue, a pipe, a manager's queue raise it.

Pickle an item yourself before you put it, and the error comes there.
"""

import multiprocessing
import pickle
import sys


def read(get):
    print("got", get(), flush=True)


if __name__ == "__main__":
    method, kind, what = [*sys.argv[1:], "Queue", "lambda"][:3]
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
    item = len if what == "function" else lambda: 0
    child = context.Process(target=read, args=(get,), daemon=True)
    child.start()
    put(pickle.dumps(item) if what == "pickle" else item)
    print("put() has returned", flush=True)
    child.join()
