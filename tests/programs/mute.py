"""Hang without an answer to SIGABRT: ignored, or said where nobody hears it."""

import os
import signal
import sys
import time

if sys.argv[1] == "ignores":
    signal.signal(signal.SIGABRT, signal.SIG_IGN)
elif sys.argv[1] == "closed":
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
else:
    os.execv("/bin/sleep", ["sleep", "60"])  # noqa: S606 - no shell is meant
time.sleep(60)
