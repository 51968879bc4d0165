"""A child leaves the session of its parent, and waits for a signal."""

import os
import signal
from multiprocessing import Process


def work():
    """Leave, and wait."""
    os.setsid()
    signal.pause()  # waits


if __name__ == "__main__":
    child = Process(target=work)
    child.start()
    child.join()  # waits
