"""Leave processes behind in the ways that lose sight of them, then end or hang."""

import os
import signal
import sys
import time


def leave(*ways):
    """Start a process that goes these ways, and sleeps."""
    if os.fork():
        return
    if "session" in ways:
        os.setsid()
    if "twice" in ways and os.fork():
        os._exit(0)
    if "deaf" in ways:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    if "closed" in ways:
        os.closerange(0, 100)
    if "naked" in ways:
        os.execve("/bin/sleep", ["sleep", "60"], {})  # noqa: S606 - no shell is meant
    time.sleep(60)
    os._exit(0)


leave(*sys.argv[2:])
time.sleep(0.2)
if sys.argv[1] == "hang":
    time.sleep(60)
