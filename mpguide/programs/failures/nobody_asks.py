"""Is silent: a task failed, and nobody hears of it.

With a Pool and with an executor, under every start method: the exception waits with the result.

Always ask: get(), or result().
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
