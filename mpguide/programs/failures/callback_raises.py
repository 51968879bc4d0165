"""Hangs a Pool: a callback raises.

Under every start method: the exception ends the thread that hands out the results.
An executor logs it and goes on.

Catch what a callback may raise.
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context


def fail(result):
    raise RuntimeError("the callback fails")


if __name__ == "__main__":
    method, engine = sys.argv[1:]
    context = get_context(method)
    if engine == "executor":
        with ProcessPoolExecutor(1, context) as executor:
            future = executor.submit(abs, -1)
            future.add_done_callback(fail)
            print(future.result())
    else:
        with context.Pool(1) as pool:
            print(pool.apply_async(abs, (-1,), callback=fail).get())
