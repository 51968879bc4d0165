"""The main thread is done, and a thread that is no daemon waits."""

import queue
import threading


def work():
    """Wait for a task."""
    queue.Queue().get()  # waits


threading.Thread(target=work).start()
