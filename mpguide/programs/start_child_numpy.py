"""The same as start_child, with a main module that imports numpy."""

import time

BEGUN = time.perf_counter_ns()

import numpy
from start_child import main

READY = time.perf_counter_ns()

if __name__ == "__main__":
    main()
