"""The same as start_child_numpy, with a fork server that imports numpy before it forks."""

import time

BEGUN = time.perf_counter_ns()

import multiprocessing

import numpy
from start_child import main

READY = time.perf_counter_ns()

if __name__ == "__main__":
    multiprocessing.set_forkserver_preload(["__main__", "numpy"])
    main()
