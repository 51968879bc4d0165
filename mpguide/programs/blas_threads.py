"""Prints how many threads numpy's BLAS may use in each of two workers.

Told ``worker``, each worker limits itself before its first task; told ``soon``,
it does so before numpy is there; told ``late``, the program sets a variable
when it has numpy already.  The start method comes first.
"""

import json
import os
import sys
from multiprocessing import get_context


def limit():
    import numpy  # what is not loaded can't be limited

    limit_soon()


def limit_soon():
    from threadpoolctl import threadpool_limits

    threadpool_limits(1)


def blas_threads(_):
    import numpy
    from threadpoolctl import threadpool_info

    return [lib["num_threads"] for lib in threadpool_info() if lib["user_api"] == "blas"]


if __name__ == "__main__":
    method, told = sys.argv[1:]
    if told == "late":
        import numpy

        os.environ["OPENBLAS_NUM_THREADS"] = "1"
    begin = {"worker": limit, "soon": limit_soon}.get(told)
    with get_context(method).Pool(2, begin) as pool:
        print(json.dumps(pool.map(blas_threads, range(2), chunksize=1)))
