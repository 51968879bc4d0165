"""Hangs a Pool: a task raises an exception that can't be made again from what is sent.

Under every start method: the thread that reads the results ends of it.  An executor breaks.

Pass all arguments to super().__init__().
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context


class OneWay(Exception):
    def __init__(self, code, reason):
        super().__init__(f"{code}: {reason}")  # what is sent: one argument, not two


class BothWays(Exception):
    def __init__(self, code, reason):
        super().__init__(code, reason)


def fail(kind):
    raise kind(404, "not there")


if __name__ == "__main__":
    method, engine, kind = sys.argv[1:]
    context, kind = get_context(method), globals()[kind]
    if engine == "executor":
        with ProcessPoolExecutor(1, context) as executor:
            print(repr(executor.submit(fail, kind).exception()))
    else:
        with context.Pool(1) as pool:
            try:
                pool.apply(fail, (kind,))
            except BothWays as error:
                print(repr(error))
