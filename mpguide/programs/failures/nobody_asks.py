"""Is silent: nobody hears of the exception of a task whose result nobody asks for.

With a Pool and with an executor, under every start method.  Always ask: get(), or result().
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context


def fail():
    raise RuntimeError("nobody hears of this")


if __name__ == "__main__":
    method, engine = sys.argv[1:]
    context = get_context(method)
    if engine == "executor":
        with ProcessPoolExecutor(1, context) as executor:
            executor.submit(fail)
    else:
        with context.Pool(1) as pool:
            pool.apply_async(fail)
            pool.close()
            pool.join()
    print("all is well")
