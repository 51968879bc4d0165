"""Need some milliseconds of a core that another process keeps busy."""

import os
import sys
import time
from pathlib import Path

os.sched_setaffinity(0, [int(sys.argv[1])])
os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
group = Path("/proc/self/autogroup")  # where there is one, it counts for more than the policy
if group.exists():
    group.write_text("19", encoding="ascii")
longest = 0.0
last = time.monotonic()
needed = time.process_time() + 0.03
while time.process_time() < needed:
    now = time.monotonic()
    longest = max(longest, now - last)
    last = now
os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
print(longest, flush=True)
os._exit(0)
