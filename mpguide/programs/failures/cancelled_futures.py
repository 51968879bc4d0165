"""Waits for ever in as_completed() or wait(), though all is done.

Neither ever sees what shutdown(cancel_futures=True) has cancelled: under every start method,
and with threads.

Give them a timeout, or ask each future by itself.
"""

import sys
from concurrent.futures import ProcessPoolExecutor, as_completed, wait
from time import sleep

if __name__ == "__main__":
    [how] = sys.argv[1:]
    executor = ProcessPoolExecutor(1)
    futures = [executor.submit(sleep, 0.1) for _ in range(20)]
    executor.shutdown(cancel_futures=True)
    print("all done:", all(future.done() for future in futures), flush=True)
    if how == "as_completed":
        for future in as_completed(futures):
            print("cancelled:", future.cancelled(), flush=True)
    elif how == "wait":
        wait(futures)
    else:
        print("the last is cancelled:", futures[-1].cancelled())
