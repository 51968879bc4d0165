"""Three ways to hand out factorials, one after the other, in a new pool.

The start method is the first argument; the ways follow, in their order.
The first call finds workers that have yet to start: each imports this module,
which naps as if it were slow to import.
"""

import multiprocessing
import sys
from math import factorial
from statistics import mean, median
from time import perf_counter, sleep

NUMBERS = range(20)
TRIALS = 50

if __name__ != "__main__":
    sleep(0.5)


def by_map(pool):
    pool.map(factorial, NUMBERS)


def by_apply(pool):
    for number in NUMBERS:
        pool.apply(factorial, (number,))


def by_apply_async(pool):
    results = [pool.apply_async(factorial, (number,)) for number in NUMBERS]
    for result in results:
        result.get(timeout=30)


WAYS = {"map": by_map, "apply": by_apply, "apply_async": by_apply_async}

if __name__ == "__main__":
    method, *order = sys.argv[1:]
    print("seconds        first       mean     median")
    with multiprocessing.get_context(method).Pool(8) as pool:
        for way in order:
            times = []
            for _ in range(TRIALS):
                begun = perf_counter()
                WAYS[way](pool)
                times.append(perf_counter() - begun)
            print(f"{way:11} {times[0]:8.6f}   {mean(times):8.6f}   {median(times):8.6f}")
