"""The same as start_child_numpy, with an import that is lazy from Python 3.15 on."""

import time

BEGUN = time.perf_counter_ns()

__lazy_modules__ = ["numpy"]  # the older spelling of "lazy import numpy": 3.14 can read it, too

import numpy
from start_child import main

READY = time.perf_counter_ns()

if __name__ == "__main__":
    main()
