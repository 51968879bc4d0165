"""A function that runs at exit waits for ever."""

import atexit
import threading


@atexit.register
def last():
    """Wait for nobody."""
    threading.Event().wait()  # waits
