"""Be killed while a child sleeps."""

import multiprocessing
import os
import signal
import time


def sleeps(started):
    """Say that we are here, and sleep."""
    started.set()
    time.sleep(60)


if __name__ == "__main__":
    started = multiprocessing.Event()
    multiprocessing.Process(target=sleeps, args=[started]).start()
    started.wait(20)
    os.kill(os.getpid(), signal.SIGKILL)
