"""An interpreter that finds this on its path runs it first, and so tells when it is up."""

import time

NOW = time.perf_counter_ns()
