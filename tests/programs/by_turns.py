"""A thread computes for 50 ms and sleeps for 50 ms, by turns; the main thread waits."""

import threading
import time


def by_turns():
    """Go on by turns until ended."""
    while True:
        until = time.monotonic() + 0.05
        while time.monotonic() < until:
            sum(range(100))
        time.sleep(0.05)


threading.Thread(target=by_turns, daemon=True).start()
threading.Event().wait(60)
