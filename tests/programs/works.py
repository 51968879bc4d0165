"""Compute for so many seconds without a word, or nap again and again."""

import sys
import time

kind, seconds = sys.argv[1], float(sys.argv[2])
until = time.monotonic() + seconds
while time.monotonic() < until:
    if kind == "naps":
        time.sleep(0.2)
print("done")
