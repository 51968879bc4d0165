"""Prints what the interpreter is told of cores, and how many workers a pool starts unasked.

With the argument ``one`` it first gives up all cores but one.
"""

import json
import os
import sys
from multiprocessing import Pool, active_children

if __name__ == "__main__":
    if sys.argv[1:] == ["one"]:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    told = {"cpu_count()": os.cpu_count()}
    if hasattr(os, "process_cpu_count"):  # Python 3.13
        told["process_cpu_count()"] = os.process_cpu_count()
    if hasattr(os, "sched_getaffinity"):
        told["affinity"] = len(os.sched_getaffinity(0))
    with Pool():
        told["Pool()"] = len(active_children())
    print(json.dumps(told))
