"""Waits for ever in a child for an answer of a library that started a thread when it was imported.

The child has the library without its thread: under fork, and under forkserver where the fork
server imports the main module (since 3.13.8 and 3.14.1), and has the thread itself.

Use spawn, preload nothing, or let the child start what it uses.
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context


def start_library():
    thread = ThreadPoolExecutor(1)
    thread.submit(pow, 2, 10).result()
    return thread


library = start_library()  # as an import at the top may do


def work(way):
    used = start_library() if way == "own" else library
    print("the library answers:", used.submit(pow, 2, 10).result(), flush=True)


if __name__ == "__main__":
    method, way = sys.argv[1:]
    context = get_context(method)
    if way == "unloaded":
        context.set_forkserver_preload([])
    child = context.Process(target=work, args=(way,))
    child.start()
    child.join()
    print("the child's exit code:", child.exitcode)
